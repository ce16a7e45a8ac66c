"""What the card IS: applications, files, secrets, keys, access table, file codecs. No card's contents, no state."""
