"""The room as a Django application."""

from tegata.ground.rooms import Room


class RoomConfig(Room):
    """Label `cards`."""

    name = "tegata.services.cards"
    label = "cards"
    default = True  # Room itself is imported here too: without it Django would take neither
