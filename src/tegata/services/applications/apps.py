"""The room as a Django application."""

from tegata.ground.rooms import Room


class RoomConfig(Room):
    """Label `applications`."""

    name = "tegata.services.applications"
    label = "applications"
