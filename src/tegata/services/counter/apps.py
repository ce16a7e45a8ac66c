"""The room as a Django application."""

from tegata.ground.rooms import Room


class RoomConfig(Room):
    """Label `counter`."""

    name = "tegata.services.counter"
    label = "counter"
    default = True  # Room itself is imported here too: without it Django would take neither
