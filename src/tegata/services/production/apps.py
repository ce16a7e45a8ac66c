"""The room as a Django application."""

from tegata.ground.rooms import Room


class RoomConfig(Room):
    """Label `production`."""

    name = "tegata.services.production"
    label = "production"
    default = True  # Room itself is imported here too: without it Django would take neither
