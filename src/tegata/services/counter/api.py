"""The door of the counter: whether towns counted their stock and what is missing, for statistics and audit."""

from tegata.services.counter.queries import omitted_counts, open_differences

__all__ = ["omitted_counts", "open_differences"]
