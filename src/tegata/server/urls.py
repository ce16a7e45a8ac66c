"""All addresses: one line a room."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from tegata.server import start

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("tegata.ground.pages.urls")),
    path("production/", include("tegata.services.production.urls")),
    path("", include("tegata.services.certificates.urls")),
    path("validation/", include("tegata.services.validation.urls")),
    path("", include("tegata.services.verifiers.urls")),
    path("hotline/", include("tegata.services.hotline.urls")),
    path("residents/", include("tegata.services.residents.urls")),
    path("numbers/", include("tegata.services.numbering.urls")),
    path("", include("tegata.services.counter.urls")),
    path("applications/", include("tegata.services.applications.urls")),
    path("statistics/", include("tegata.services.statistics.urls")),
    path("", include("tegata.server.sandbox.urls") if settings.SANDBOX else start.first_page, name="first_page"),
]

handler400 = "tegata.ground.pages.errors.bad_request"
handler403 = "tegata.ground.pages.errors.forbidden"
handler404 = "tegata.ground.pages.errors.not_found"
handler500 = "tegata.ground.pages.errors.fault"
