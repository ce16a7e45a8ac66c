"""The door of production: parcels and their manifests, and what a desk may change on a card that exists, for the counter."""

from tegata.services.production.actions.changes import (
    authorise,
    change_done,
    order_pins,
    order_rewriting,
    work_out,
)
from tegata.services.production.queries import ShipmentRow, manifest, shipment, shipments
from tegata.services.production.rules.changes import ChangeRefused, Occasion

__all__ = [
    "ChangeRefused",
    "Occasion",
    "ShipmentRow",
    "authorise",
    "change_done",
    "manifest",
    "order_pins",
    "order_rewriting",
    "shipment",
    "shipments",
    "work_out",
]
