"""The operator's web application: addresses, limits, errors, plugged to one platform."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.staticfiles import StaticFiles

from tegata.parties.operator import errors, problem_pages
from tegata.parties.operator.bare import Bare
from tegata.parties.operator.endpoints import attributes, evidence, modes, verification, watching
from tegata.parties.operator.limits import App, Limited
from tegata.parties.operator.platform import Platform

VERSION = "1.0.0"
ROUTERS = (verification.router, modes.router, attributes.router, watching.router, evidence.router)


def create(platform: Platform) -> App:
    """The ASGI application; it closes the platform when the server ends."""
    base_url, largest = platform.settings.base_url, platform.settings.largest_request
    return Limited(Bare(framework(platform), platform), largest, base_url)


def framework(platform: Platform) -> FastAPI:
    """Everything but the hot path, and the description of all of it."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        platform.close()

    app = FastAPI(
        title="tegata operator",
        version=VERSION,
        lifespan=life,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.platform = platform
    for router in ROUTERS:
        app.include_router(router)
    app.include_router(problem_pages.router)
    app.mount("/static", StaticFiles(directory=str(files("tegata.parties.look") / "static")))
    base_url = platform.settings.base_url
    errors.add_to(app, base_url)
    app.openapi = lambda: _openapi(app, base_url)  # type: ignore[method-assign]
    return app


def _openapi(app: FastAPI, base_url: str) -> dict[str, Any]:
    """The description with its key: every address under /v1 takes a tenant's."""
    if app.openapi_schema is None:
        described = get_openapi(title=app.title, version=app.version, routes=app.routes, servers=[{"url": base_url}])
        schemes = described.setdefault("components", {}).setdefault("securitySchemes", {})
        schemes["apiKey"] = {"type": "http", "scheme": "bearer", "description": "The tenant's API key"}
        described["security"] = [{"apiKey": []}]
        app.openapi_schema = described
    return app.openapi_schema
