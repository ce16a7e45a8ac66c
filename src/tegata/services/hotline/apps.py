"""The room as a Django application."""

from tegata.ground.rooms import Room


class RoomConfig(Room):
    """Label `hotline`."""

    name = "tegata.services.hotline"
    label = "hotline"
    default = True  # Room itself is imported here too: without it Django would take neither
