"""Writes of the counter. Each checks its permission in its town; what lasts (chip, printer, faces) happens between transactions."""
