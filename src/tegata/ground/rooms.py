"""What every room does when the server starts: subscribe to others' events, register what is done by the calendar."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class Room(AppConfig):
    """Base of every room's apps.py."""

    def ready(self) -> None:
        """Load handlers.py and tasks.py, where the room has them."""
        for module in ("handlers", "tasks"):
            name = f"{self.name}.{module}"
            if find_spec(name) is not None:
                import_module(name)
