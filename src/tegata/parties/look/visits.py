"""Who visits: a random token in a cookie that scripts cannot read, its hash and what belongs to the visit in the database."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from fastapi import Request, Response

from tegata.parties.look.database import Database

LASTS = timedelta(minutes=30)
VISITS = """
CREATE TABLE visit (token BLOB NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, ends INTEGER NOT NULL,
    PRIMARY KEY (token, name)) STRICT, WITHOUT ROWID;
"""


class Visits:
    """The visits to one site. Values are short texts by name."""

    def __init__(self, database: Database, cookie: str, now: Callable[[], datetime], token: Callable[[], str]) -> None:
        self._database = database
        self._cookie = cookie
        self._now = now
        self._token = token

    def get(self, request: Request, name: str) -> str | None:
        """What the visit remembers under this name."""
        key = _hash(request.cookies.get(self._cookie, ""))
        with self._database.reading() as db:
            row = db.execute(
                "SELECT value FROM visit WHERE token = ? AND name = ? AND ends > ?", (key, name, self._seconds())
            ).fetchone()
        return None if row is None else str(row["value"])

    def take(self, request: Request, name: str) -> str | None:
        """The same, once."""
        value = self.get(request, name)
        with self._database.writing() as db:
            key = _hash(request.cookies.get(self._cookie, ""))
            gone = db.execute("DELETE FROM visit WHERE token = ? AND name = ?", (key, name)).rowcount
        return value if gone else None

    def put(self, request: Request, response: Response, *, anew: bool = False, **values: str) -> None:
        """Remember. `anew`: under a new token, as whenever somebody becomes known."""
        known = request.cookies.get(self._cookie, "")
        token = known if known and not anew and self._is_open(known) else self._token()
        ends = int((self._now() + LASTS).timestamp())
        with self._database.writing() as db:
            db.execute("DELETE FROM visit WHERE ends <= ?", (self._seconds(),))
            if anew:
                db.execute("DELETE FROM visit WHERE token = ?", (_hash(known),))
            rows = [(_hash(token), name, value, ends) for name, value in values.items()]
            db.executemany("INSERT OR REPLACE INTO visit VALUES (?, ?, ?, ?)", rows)
        secure = request.url.scheme == "https"
        response.set_cookie(self._cookie, token, httponly=True, samesite="lax", secure=secure, path="/")

    def end(self, request: Request, response: Response) -> None:
        """Forget the visit."""
        with self._database.writing() as db:
            db.execute("DELETE FROM visit WHERE token = ?", (_hash(request.cookies.get(self._cookie, "")),))
        response.delete_cookie(self._cookie)

    def _is_open(self, token: str) -> bool:
        with self._database.reading() as db:
            found = db.execute("SELECT 1 FROM visit WHERE token = ? AND ends > ?", (_hash(token), self._seconds()))
            return found.fetchone() is not None

    def _seconds(self) -> int:
        return int(self._now().timestamp())


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
