"""The room as a Django application."""

from tegata.ground.rooms import Room


class RoomConfig(Room):
    """Label `certificates`."""

    name = "tegata.services.certificates"
    label = "certificates"
    default = True  # Room itself is imported here too: without it Django would take neither
