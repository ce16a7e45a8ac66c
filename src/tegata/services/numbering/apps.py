"""The room as a Django application."""

from tegata.ground.rooms import Room


class RoomConfig(Room):
    """Label `numbering`."""

    name = "tegata.services.numbering"
    label = "numbering"
    default = True  # Room itself is imported here too: without it Django would take neither
