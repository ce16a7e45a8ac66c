"""The room as a Django application."""

from tegata.ground.rooms import Room


class RoomConfig(Room):
    """Label `residents`."""

    name = "tegata.services.residents"
    label = "residents"
    default = True  # Room itself is imported here too: without it Django would take neither
