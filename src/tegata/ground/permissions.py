"""What may be done with the ground's own records, `room:object:verb`, and all that may be granted in the house."""

from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps


class Permission(StrEnum):
    """Held within one's own office and town."""

    MANAGE_STAFF = (
        "ground:staff:manage"  # every office: whoever manages its accounts, and does nothing else with the register
    )
    SEE_AUDIT = "ground:audit:see"  # audit
    SEE_QUEUE = "ground:queue:see"  # every office: whoever watches that work goes on


def all_permissions() -> list[str]:
    """Every permission that a room or the ground declares, sorted."""
    modules = [f"{app.name}.permissions" for app in apps.get_app_configs() if app.name.startswith("tegata.")]
    enums = [import_module(name).Permission for name in modules if find_spec(name)]
    return sorted(str(permission) for enum in enums for permission in enum)
