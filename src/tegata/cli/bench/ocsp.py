"""OCSP at national scale: answers over HTTP beside a bare callable and `openssl ocsp`, memory, start, and growth as a plot.

TEGATA_BENCH_OCSP is how many certificates are issued (10,000,000); one in ten is revoked. The index is filled without issuing
them; requests, answers and signatures are real. Every process has one core.
"""

import os
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter

from tegata.cli.bench import ocsp_contest as contest
from tegata.cli.bench.growth import svg
from tegata.cli.bench.harness import Bar, Row, cost_row, seconds_each, speed_row
from tegata.pki import ocsp, ocsp_request, oids
from tegata.pki.authority import Authority
from tegata.pki.keys import SoftwareKey
from tegata.pki.live_status import LiveStatus
from tegata.pki.names import Kind
from tegata.pki.revocation import CertificateStatus, Reason, State
from tegata.pki.status_index import StatusIndex
from tegata.server import founding
from tegata.server.home import Home, clock
from tegata.server.status_keeping import SNAPSHOT

ISSUED = int(os.environ.get("TEGATA_BENCH_OCSP", "10000000"))
QUESTIONS = min(20_000, ISSUED)
"""Different certificates asked about; each answer was asked for once before, as the clients of a tick do."""
PEER_ASKED = 400
SAMPLE = min(2_000, ISSUED)
FIRST = founding.FIRST_SERIALS[Kind.AUTHENTICATION] + 0x100
PLOT = Path("bench") / "results" / "ocsp-growth.svg"
REVOKED_REASONS = (Reason.AFFILIATION_CHANGED, Reason.SUPERSEDED, Reason.CESSATION_OF_OPERATION)
KINDS = {
    "P-256": (SoftwareKey.for_answers, ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"), 5),
    "RSA": (SoftwareKey.generate, ("-newkey", "rsa:2048"), 10),
}


def rows() -> Iterator[Row]:
    """Both kinds of responder keys; memory and start with the first of them."""
    index = filled(ISSUED, clock())
    for name, (new_key, peer_key, bar) in KINDS.items():
        with TemporaryDirectory() as folder:
            place = Path(folder)
            founding.found(place / "home", clock(), None, new_key)
            home = Home(place / "home", clock)
            index.write(home.root / "ca" / Kind.AUTHENTICATION.value / SNAPSHOT)
            yield from _contest(name, home, place, peer_key, bar)
    del index
    yield from _growth()


def filled(issued: int, now: datetime) -> StatusIndex:
    """An index of so many certificates with consecutive serials, one in ten of them revoked."""
    index = StatusIndex()
    begun = [now - timedelta(days=day) for day in range(1, 1800)]
    good = [CertificateStatus(State.GOOD, at) for at in begun]
    bad = [CertificateStatus(State.REVOKED, at, REVOKED_REASONS[n % 3]) for n, at in enumerate(begun)]
    for number in range(issued):
        of = bad if number % 10 == 7 else good
        index.put(FIRST + number, of[number % len(of)])
    return index


def _contest(name: str, home: Home, place: Path, peer_key: Sequence[str], bar: float) -> Iterator[Row]:
    authority = home.authorities[Kind.AUTHENTICATION]
    _ = home.responders  # their certificates are made here, and not while the clock runs
    some = random.Random(1).sample(range(ISSUED), QUESTIONS)  # noqa: S311 - the same each time
    requests = [_request(authority, FIRST + number) for number in some]
    questions = [contest.get(request) for request in requests]
    body = place / "body"
    body.write_bytes(home.ask_status(requests[0]))
    bare_app = contest.granian("tegata.cli.bench.bare_app:app", {"TEGATA_BENCH_BODY": str(body)}, questions[0])
    our_app = contest.granian("tegata.server.wsgi:app", contest.service_environment(home), questions[0])
    with our_app as (port, worker, took), bare_app as (bare_port, _, _), _peer(authority, place, peer_key) as peer_port:
        ours, bare, peer = seconds_each(
            lambda: contest.ask_in_rows(port, questions),
            lambda: contest.ask_in_rows(bare_port, questions),
            lambda: contest.ask_one_by_one(peer_port, questions[0].replace(b"/ocsp/", b"/"), PEER_ASKED),
        )
        ours, bare, peer = ours / QUESTIONS, bare / QUESTIONS, peer / PEER_ASKED
        at = f"at {ISSUED:,} issued, {name}"
        yield speed_row(
            f"OCSP over HTTP {at} / bare WSGI callable, same bytes (s)", ours, bare, Bar(at_least=0.6), peer
        )
        yield speed_row(f"OCSP over HTTP {at} / `openssl ocsp` (s)", ours, peer, Bar(at_least=bar), peer)
        if name == "P-256":
            yield cost_row(
                f"start from the snapshot to the first answer, {ISSUED:,} issued / 10 s", took, 10.0, Bar(1.0)
            )
            yield _memory(home, questions[0], contest.memory_of(worker))


def _peer(authority: Authority, place: Path, new_key: Sequence[str]) -> AbstractContextManager[int]:
    return contest.openssl(authority, place, authority.store.serials()[0], new_key)


def _memory(home: Home, first: bytes, full: int) -> Row:
    """What the service takes more than one with an empty index that answered one question, for each certificate."""
    (home.root / "ca" / Kind.AUTHENTICATION.value / SNAPSHOT).unlink()
    with contest.granian("tegata.server.wsgi:app", contest.service_environment(home), first) as (_, worker, _):
        empty = contest.memory_of(worker)
    return cost_row("memory of the service for a certificate / 40 bytes", (full - empty) / ISSUED, 40.0, Bar(1.0))


def _request(authority: Authority, serial: int) -> bytes:
    return ocsp_request.build([ocsp_request.cert_id(authority.issuer, serial, oids.SHA1)])


def _growth() -> Iterator[Row]:
    """Seconds of a kept answer, and of one that nobody asked for before, in an index of 10⁴ to the greatest size."""
    sizes = [10**n for n in range(4, 8) if 10**n <= ISSUED] or [ISSUED]
    now = clock()
    with TemporaryDirectory() as folder:
        founding.found(Path(folder) / "home", now, None, SoftwareKey.for_answers)
        home = Home(Path(folder) / "home", clock)
        asked = [_asked(home, size, now) for size in sizes]
        first = [seconds / SAMPLE for seconds in (_once(ask) for ask in asked)]
        kept = [seconds / SAMPLE for seconds in seconds_each(*asked, rounds=15)]
    lines = {
        name: [(float(size), seconds * 1e6) for size, seconds in zip(sizes, costs, strict=True)]
        for name, costs in (("kept answer", kept), ("first answer (P-256)", first))
    }
    PLOT.parent.mkdir(parents=True, exist_ok=True)
    PLOT.write_text(svg("OCSP: cost of an answer", "certificates issued", "µs", lines), encoding="utf8")
    name = f"a kept OCSP answer at {sizes[-1]:,} issued / at {sizes[0]:,} (s)"
    yield cost_row(name, kept[-1], kept[0], Bar(at_most=1.5))


def _asked(home: Home, size: int, now: datetime) -> Callable[[], None]:
    """Ask about some of so many certificates, always the same."""
    authority = home.authorities[Kind.AUTHENTICATION]
    live = LiveStatus(authority.store, filled(size, now), monotonic)
    key, certificate = home.responder_key(Kind.AUTHENTICATION)
    responder = ocsp.Responder(authority.issuer, key, certificate, live.status_at, live.version)
    some = random.Random(2).sample(range(size), SAMPLE)  # noqa: S311 - the same each time
    requests = [_request(authority, FIRST + number) for number in some]

    def ask() -> None:
        for request in requests:
            ocsp.respond([responder], request, now)

    return ask


def _once(work: Callable[[], None]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
