"""A page for each kind of problem, at the address that is its type: what it means and what to do, in both languages."""

from html import escape

from fastapi import APIRouter, Response

from tegata.parties.operator.problems import KINDS, Kind, Problem

router = APIRouter(prefix="/problems", include_in_schema=False)


@router.get("/{name}")
async def page(name: str) -> Response:
    """The page of one kind."""
    if name not in KINDS:
        raise Problem("not-found", "there is no problem of this name")
    return Response(_page(KINDS[name]), media_type="text/html; charset=utf-8")


def _page(kind: Kind) -> str:
    parts = [f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(kind.title["en"])}</title>']
    for language in ("en", "ja"):
        title, remedy = escape(kind.title[language]), escape(kind.remedy[language])
        parts.append(f'<section lang="{language}"><h1>{title}</h1><p>{remedy}</p></section>')
    return "".join([*parts, f"<p><code>{kind.name}</code> {int(kind.status)}</p></html>"])
