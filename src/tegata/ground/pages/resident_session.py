"""A resident's session: which resident the browser was let in for. Rooms prove who it is; this only remembers."""

from uuid import UUID

from django.http import HttpRequest

_KEY = "resident"


def let_in(request: HttpRequest, resident: UUID) -> None:
    """Open a session for a resident: a fresh one, so that nothing of whoever sat here before is left."""
    request.session.flush()
    request.session[_KEY] = str(resident)


def resident_of(request: HttpRequest) -> UUID | None:
    """The public id that the session was opened for, or None."""
    kept = request.session.get(_KEY)
    return UUID(kept) if kept else None
