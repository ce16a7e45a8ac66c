"""Faults on purpose: real processes over a real database, killed at any moment under a scripted day, and what must hold after."""
