"""The room as a Django application."""

from tegata.ground.rooms import Room


class RoomConfig(Room):
    """Label `verifiers`."""

    name = "tegata.services.verifiers"
    label = "verifiers"
    default = True  # Room itself is imported here too: without it Django would take neither
