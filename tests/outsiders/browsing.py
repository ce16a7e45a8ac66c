"""What a walk in a real browser needs: people with a browser each, forms filled by the names of their fields, small pictures."""

import io
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page
from tests.browser import picture

from tegata.server.sandbox.accounts import PASSWORD

TOUR = os.environ.get("TEGATA_TOUR", "")
"""Where the chosen pictures are kept for docs/tour; empty: nowhere."""
WIDTH, TALLEST, COLOURS = 760, 900, 48


@dataclass
class People:
    """Browsers by whose they are: a login of the staff, or any other word for somebody who is not."""

    site: str
    visit: Callable[..., Page]
    pages: dict[str, Page] = field(default_factory=dict)

    def of(self, who: str) -> Page:
        """The browser of a member of staff, signed in by password."""
        if who not in self.pages:
            page = self.visit(self.site, "/staff/sign-in", width=1000)
            fill(page, username=who, password=PASSWORD)
            submit(page, "password")
            self.pages[who] = page
        return self.pages[who]

    def public(self, who: str) -> Page:
        """The browser of somebody else."""
        if who not in self.pages:
            self.pages[who] = self.visit(self.site, "/", width=1000)
        return self.pages[who]


def fill(page: Page, **values: str | bool | bytes) -> None:
    """Fill fields by their names: text is typed, chosen or ticked, as the field is; bytes are a file."""
    for name, value in values.items():
        found = page.locator(f'[name="{name}"]:not([type=hidden])')
        kind = found.first.evaluate("one => one.type")
        if isinstance(value, bytes):
            found.set_input_files({"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": value})
        elif kind == "radio":
            page.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind == "checkbox":
            found.first.set_checked(bool(value))
        elif kind == "select-one":
            found.select_option(str(value))
        else:
            found.fill(str(value))


def submit(page: Page, name: str = "") -> None:
    """Send the form that has a field of this name, or the page's only one. What was refused is told."""
    form = page.locator(f'form:has([name="{name}"])' if name else "main form").first
    form.locator("button[type=submit], button:not([type])").first.click()
    page.wait_for_load_state()
    refused = page.locator(".error-summary")
    assert not refused.count(), f"{page.url}: {refused.first.inner_text()}"


def open_link(page: Page, part: str) -> None:
    """Follow the first link whose address holds this."""
    page.locator(f'main a[href*="{part}"]').first.click()
    page.wait_for_load_state()


def kept(page: Page, name: str) -> None:
    """The page as a picture; where a tour is made, a small one of its upper part beside it."""
    keep_small(picture(page, f"life-{name}"), name)


def keep_small(file: Path, name: str, width: int = WIDTH) -> None:
    """A picture for the tour: not wide, not tall, few colours."""
    if not TOUR:
        return
    with Image.open(file) as opened:
        image = opened.convert("RGB")
    image = image.resize((width, image.height * width // image.width), Image.Resampling.LANCZOS)
    image = image.crop((0, 0, width, min(image.height, TALLEST))).quantize(COLOURS)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    folder = Path(TOUR)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.png").write_bytes(out.getvalue())
