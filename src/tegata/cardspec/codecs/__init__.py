"""The content of every file: what the bytes mean, read from and written to bytes. One module per application."""
