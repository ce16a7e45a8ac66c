"""The room as a Django application."""

from tegata.ground.rooms import Room


class RoomConfig(Room):
    """Label `statistics`."""

    name = "tegata.services.statistics"
    label = "statistics"
    default = True  # Room itself is imported here too: without it Django would take neither
