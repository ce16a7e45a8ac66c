"""Addresses of the hot line. Nothing personal stands in one: names and numbers are sent in forms."""

from django.urls import path

from tegata.services.hotline import views

app_name = "hotline"
urlpatterns = [
    path("", views.calls, name="calls"),
    path("calls/<uuid:call_id>/", views.call, name="call"),
    path("calls/<uuid:call_id>/answer", views.answer, name="answer"),
    path("calls/<uuid:call_id>/stop", views.stop, name="stop"),
    path("calls/<uuid:call_id>/police", views.police, name="police"),
    path("check/", views.check, name="check"),
    path("lists/", views.lists, name="lists"),
    path("lists/<uuid:list_id>/", views.stop_list, name="list"),
    path("lost/", views.lost, name="lost"),
    path("lost/report/", views.report, name="report"),
]
