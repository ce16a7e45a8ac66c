"""Addresses of the register. They hold public ids and words of the law, no names."""

from django.urls import path

from tegata.services.residents import views

app_name = "residents"
urlpatterns = [
    path("", views.search, name="search"),
    path("new/<slug:word>", views.arrive, name="arrive"),
    path("<uuid:resident_id>", views.record, name="record"),
    path("<uuid:resident_id>/history", views.history, name="history"),
    path("<uuid:resident_id>/head", views.head, name="head"),
    path("<uuid:resident_id>/withdrawal", views.withdrawal, name="withdrawal"),
    path("<uuid:resident_id>/events/<slug:word>", views.event, name="event"),
]
