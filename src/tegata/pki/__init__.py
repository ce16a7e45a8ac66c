"""Certification authority, status and signed documents as a library. The clock, randomness and stores are parameters."""
