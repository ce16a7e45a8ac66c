"""Addresses under /validation/: the authority's page; what programs ask for is under v1/."""

from django.urls import path

from tegata.services.validation import endpoints, views

app_name = "validation"
urlpatterns = [
    path("log", views.log, name="log"),
    path("problems/<slug:word>", views.problem, name="problem"),
    path("v1/changes", endpoints.changes, name="v1_changes"),
    path("v1/links/<str:kind>/<str:serial>", endpoints.links, name="v1_links"),
    path("v1/keys.json", endpoints.keys, name="v1_keys"),
]
