"""Template tags of the UI kit; built in, no template has to load them."""
