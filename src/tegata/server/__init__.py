"""The only place where things are plugged together: the home folder, the CA's store, the status service."""
