"""The host's side of the conversation: a connection port and one session per application. Never imports chip."""
