"""The room as a Django application."""

from tegata.ground.rooms import Room


class RoomConfig(Room):
    """Label `applications`."""

    name = "tegata.services.applications"
    label = "applications"
    default = True  # Room itself is imported here too: without it Django would take neither
