"""Addresses of the UI kit: the door of the offices, the language, the style page of a sandbox."""

from django.conf import settings
from django.urls import path

from tegata.ground.pages import door, styleguide

urlpatterns = [
    path("staff/sign-in", door.sign_in, name="sign_in"),
    path("staff/sign-out", door.sign_out, name="sign_out"),
    path("language", door.set_language, name="set_language"),
]
if getattr(settings, "STYLE_PAGE", False):
    urlpatterns += [path("style", styleguide.show, name="style")]
