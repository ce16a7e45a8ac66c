"""Certification authority, status and signed documents as a library. Clock, randomness and stores are parameters."""
