"""One module per command or family. A command reads and returns an Outcome, or raises Refused; it changes nothing."""
