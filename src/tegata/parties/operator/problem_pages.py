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
    sections = "".join(
        f'<section lang="{language}"><h1>{escape(kind.title[language])}</h1><p>{escape(kind.remedy[language])}</p></section>'
        for language in ("ja", "en")
    )
    return PAGE.format(title=escape(kind.title["en"]), sections=sections, name=kind.name, status=int(kind.status))


PAGE = """<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – tegata operator</title>
<link rel="stylesheet" href="/static/vendor/design-tokens/tokens.css">
<link rel="stylesheet" href="/static/look.css">
</head>
<body>
<main>
{sections}
<p><code>{name}</code> · HTTP {status} · <a href="/v1/openapi.json">/v1/openapi.json</a></p>
</main>
</body>
</html>
"""
