"""Addresses of the sandbox."""

from django.urls import path

from tegata.server.sandbox import views

urlpatterns = [
    path("", views.first_page, name="first_page"),
]
