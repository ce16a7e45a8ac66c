"""Addresses of the sandbox."""

from django.urls import path

from tegata.server.sandbox import desk_pages, views

urlpatterns = [
    path("", views.first_page, name="first_page"),
    path("sandbox/desk", desk_pages.desk, name="sandbox_desk"),
    path("sandbox/desk/take-away", desk_pages.take_away, name="sandbox_take_away"),
    path("sandbox/cards/<slug:name>/<slug:which>.png", desk_pages.side, name="sandbox_side"),
]
