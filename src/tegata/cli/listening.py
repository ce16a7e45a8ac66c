"""Serving on this machine until Ctrl-C, sized for many callers that say nothing: waiting costs a file, not a thread."""

import resource
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

CONNECTIONS = 8192
"""Held at once; granian stops accepting beyond it. Each is a file, so the limit of open files is raised as far as allowed."""
WAITING = 4096


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Tls:
    """Files in PEM: the server's certificate and key, and the authorities of those who may connect (None: everybody).

    Where callers have to show a certificate, the connection ends without one. It does not say to the service who they are:
    the server does not hand it on, so a caller signs its requests as well.
    """

    certificate: Path | None
    key: Path | None
    clients: Path | None

    @property
    def scheme(self) -> str:
        """What addresses begin with. Raises UsageError for half of what is needed."""
        if (self.certificate is None) != (self.key is None) or (self.clients and not self.certificate):
            raise click.UsageError("TLS needs --tls-cert and --tls-key; --tls-clients comes on top")
        return "http" if self.certificate is None else "https"


def with_tls(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of a command that serves: they come as `tls_cert`, `tls_key` and `tls_clients`, for Tls."""
    for name, text in (
        ("--tls-clients", "Authorities (PEM) whose certificate every caller has to show."),
        ("--tls-key", "The server's private key, PEM."),
        ("--tls-cert", "Serve by TLS 1.3 with this certificate, PEM."),
    ):
        command = click.option(name, type=FILE, help=text)(command)
    return command


def listen(target: str, port: int, threads: int, tls: Tls | None = None) -> None:
    """Run a WSGI callable on a loopback port with this many threads for answers."""
    from granian import Granian  # noqa: PLC0415 - an optional package: tegata[server]
    from granian.constants import Interfaces  # noqa: PLC0415

    _allow_files(2 * CONNECTIONS)
    server = Granian(
        target,
        "127.0.0.1",
        port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        backlog=WAITING,
        backpressure=CONNECTIONS,
        log_enabled=False,
        ssl_cert=tls.certificate if tls else None,
        ssl_key=tls.key if tls else None,
        ssl_ca=tls.clients if tls else None,
        ssl_client_verify=bool(tls and tls.clients),
    )
    server.serve()


def _allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
