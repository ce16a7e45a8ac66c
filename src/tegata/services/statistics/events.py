"""This room announces nothing."""
