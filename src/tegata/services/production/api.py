"""The door of production: parcels and their manifests, for the counter that unpacks them."""

from tegata.services.production.queries import ShipmentRow, manifest, shipment, shipments

__all__ = ["ShipmentRow", "manifest", "shipment", "shipments"]
