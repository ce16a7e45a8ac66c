"""Addresses of the statistics."""

from django.urls import path

from tegata.services.statistics import views

app_name = "statistics"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("charts.json", views.charts, name="charts"),
    path("<slug:name>.csv", views.download, name="download"),
]
