"""Addresses about numbers. None of them holds one."""

from django.urls import path

from tegata.services.numbering import views

app_name = "numbering"
urlpatterns = [
    path("residents/<uuid:resident_id>", views.number, name="number"),
    path("residents/<uuid:resident_id>/change", views.change, name="change"),
    path("find", views.find, name="find"),
    path("notices", views.notices, name="notices"),
    path("notices/<uuid:run_id>", views.run, name="run"),
]
