"""The addresses under /v1, one module a subject."""
