"""The agent on a port of this machine, until it is told to stop. One process: its requests live in its memory."""

import asyncio
import signal

from fastapi import FastAPI
from granian.constants import Interfaces
from granian.server.embed import Server

from tegata.terminals.agent.doors import require_loopback


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM. Raises NotLoopback before anything listens."""
    server = Server(app, require_loopback(host), port, interface=Interfaces.ASGINL, log_enabled=False)

    async def until_told() -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, server.stop)
        await server.serve()

    asyncio.run(until_told())
