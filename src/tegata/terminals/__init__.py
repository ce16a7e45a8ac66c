"""Machines outside: the virtual reader that puts our chip behind PC/SC."""
