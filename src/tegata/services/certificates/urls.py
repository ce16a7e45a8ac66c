"""Addresses: a holder's own pages under /me/, the centre's under /certificates/. Nothing personal stands in one."""

from django.urls import path

from tegata.services.certificates import views

urlpatterns = [
    path("me/", views.cards, name="my_cards"),
    path("me/sign-in", views.sign_in, name="resident_sign_in"),
    path("me/sign-out", views.sign_out, name="resident_sign_out"),
    path("me/renew", views.renew, name="my_renewal"),
    path("me/notices", views.notices, name="my_notices"),
    path("me/record", views.looked, name="my_record"),
    path("staff/sign-in/card", views.staff_sign_in, name="card_sign_in"),
    path("certificates/", views.search, name="card_search"),
    path("certificates/cards/<uuid:card_id>", views.card, name="card_life"),
    path("certificates/queue", views.queue, name="authority_queue"),
]
