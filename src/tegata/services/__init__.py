"""The rooms: one office each, one floor plan each. They meet only at `api.py` and `events.py`."""
