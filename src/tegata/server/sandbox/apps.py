"""The sandbox as a Django application: templates and pages. It has no tables; installed where settings.SANDBOX says so."""

from django.apps import AppConfig


class SandboxConfig(AppConfig):
    """Label `sandbox`."""

    name = "tegata.server.sandbox"
    label = "sandbox"
