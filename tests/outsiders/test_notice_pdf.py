"""The notice of an Individual Number, judged by poppler and qpdf."""

import subprocess
from datetime import date
from pathlib import Path

import pytest

from tegata.rules.residence import Residence
from tegata.services.numbering.rules.notice import Sheet, notices

NUMBER = "990000000000"
PLAIN = Sheet(
    NUMBER, "渡邊　花子", "見本", "", date(1990, 5, 6), Residence.NATIONAL, "2040003", "東京都清瀬市中里五丁目８４２番地",
    date(2026, 4, 22),
)  # fmt: skip
VARIANT = Sheet(
    NUMBER, "渡邊\U000e010b　花子", "", "", date(1990, 5, 6), Residence.NATIONAL, "2040003",
    "東京都清瀬市中里五丁目８４２番地　" + "とても長い名前の集合住宅" * 6, date(2026, 4, 22),
)  # fmt: skip
FOREIGN = Sheet(
    NUMBER,
    "SAMPLE MARIA",
    "",
    "見本　マリア",
    date(1990, 5, 6),
    Residence.PERMANENT,
    "",
    "東京都清瀬市中里",
    date(2026, 4, 22),
)


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("notices") / "notices.pdf"
    file.write_bytes(notices([PLAIN, VARIANT, FOREIGN]))
    return file


def told(*argv: object) -> str:
    return subprocess.run([str(part) for part in argv], capture_output=True, text=True, check=True).stdout


def test_qpdf_finds_no_fault(pdf: Path) -> None:
    assert "No syntax or stream encoding errors found" in told("qpdf", "--check", pdf)


def test_poppler_sees_three_pages_and_the_font_inside(pdf: Path) -> None:
    assert "Pages:           3" in told("pdfinfo", pdf)
    fonts = told("pdffonts", pdf).splitlines()[2:]
    assert any("IPAmj" in line for line in fonts)
    assert all(line.split()[-5] == "yes" for line in fonts), "embedded"


def test_the_text_is_text(pdf: Path) -> None:
    pages = [told("pdftotext", "-f", page, "-l", page, "-layout", pdf, "-") for page in (1, 2, 3)]
    assert "9900 0000 0000" in pages[0]
    assert "渡邊花子［見本］" in "".join(pages[0].split())
    assert "平成2年5月6日" in pages[0]
    assert "1990年5月6日" in pages[2]
    assert "（見本マリア）" in "".join(pages[2].split())


def test_a_variant_is_drawn_with_its_own_glyph(pdf: Path) -> None:
    """The two names differ in one glyph only: what poppler draws at that place must differ."""
    crop = ("-r", 150, "-x", 140, "-y", 320, "-W", 400, "-H", 60, "-gray", "-singlefile")
    for page in (1, 2):
        told("pdftoppm", "-f", page, "-l", page, *crop, pdf, pdf.parent / f"name-{page}")
    plain, variant = ((pdf.parent / f"name-{page}.pgm").read_bytes() for page in (1, 2))
    assert plain != variant
    assert min(variant[20:]) < 64, "something is drawn there"
