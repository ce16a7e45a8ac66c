"""Addresses of applications."""

from django.urls import path

from tegata.services.applications.views import applicant, desk, looking, tracing

app_name = "applications"
APPLICATION = "staff/<uuid:resident>/<uuid:application>"
urlpatterns = [
    path("", applicant.start, name="start"),
    path("photo", applicant.photo, name="photo"),
    path("picture", applicant.picture, name="picture"),
    path("confirm", applicant.confirm, name="confirm"),
    path("receipt", applicant.receipt, name="receipt"),
    path("state", applicant.state, name="state"),
    path("mine", applicant.mine, name="mine"),
    path("cancel", applicant.cancel, name="cancel"),
    path("screen/<str:token>", applicant.screen, name="screen"),
    path("staff/", desk.today, name="today"),
    path("staff/find", desk.find, name="find"),
    path("staff/receipt", desk.by_receipt, name="by_receipt"),
    path("staff/<uuid:resident>/enter", desk.enter, name="enter"),
    path("staff/<uuid:resident>/form", desk.form, name="form"),
    path(APPLICATION, looking.show, name="show"),
    path(f"{APPLICATION}/photo", looking.photo, name="staff_photo"),
    path(f"{APPLICATION}/picture", looking.picture, name="staff_picture"),
    path(f"{APPLICATION}/<slug:what>", looking.act_on, name="act_on"),
    path("staff/transfers", tracing.transfers, name="transfers"),
    path("staff/transfers/<uuid:listed>", tracing.transfer, name="transfer"),
    path("staff/questions", tracing.questions, name="questions"),
    path("staff/overdue", tracing.overdue, name="overdue"),
]
