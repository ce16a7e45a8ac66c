"""The room as a Django application."""

from tegata.ground.rooms import Room


class RoomConfig(Room):
    """Label `validation`."""

    name = "tegata.services.validation"
    label = "validation"
    default = True  # Room itself is imported here too: without it Django would take neither
