"""Addresses of the issuing centre's pages."""

from django.urls import path

from tegata.services.production import views

app_name = "production"
urlpatterns = [
    path("", views.centre, name="centre"),
    path("orders/<uuid:card_id>", views.retry, name="retry"),
    path("pack/<str:town>", views.pack, name="pack"),
    path("parcels/<uuid:shipment_id>", views.parcel, name="parcel"),
]
