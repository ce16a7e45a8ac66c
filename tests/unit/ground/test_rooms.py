"""Every room starts as one: otherwise its handlers would be loaded by nobody and its events heard by nobody."""

from django.apps import apps

from tegata.ground.rooms import Room


def test_every_room_loads_its_handlers_and_tasks() -> None:
    rooms = [config for config in apps.get_app_configs() if config.name.startswith("tegata.services.")]
    assert rooms
    assert [config.name for config in rooms if not isinstance(config, Room)] == []
