"""Decisions about Individual Numbers: how they are drawn, and for what they may be read."""
