"""The ground as a Django application."""

from django.apps import AppConfig


class GroundConfig(AppConfig):
    """Label `ground`."""

    name = "tegata.ground"
    label = "ground"
    verbose_name = "Ground"
