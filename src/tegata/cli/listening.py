"""Serving on this machine until Ctrl-C, sized for many callers that say nothing: waiting costs a file, not a thread."""

import resource

CONNECTIONS = 8192
"""Held at once; granian stops accepting beyond it. Each is a file, so the limit of open files is raised as far as allowed."""
WAITING = 4096


def listen(target: str, port: int, threads: int) -> None:
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
    )
    server.serve()


def _allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
