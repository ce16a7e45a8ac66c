"""Addresses under /validation/: the authority's page; what programs ask for is under v1/."""

from django.urls import path

from tegata.services.validation import views

app_name = "validation"
urlpatterns = [
    path("log", views.log, name="log"),
]
