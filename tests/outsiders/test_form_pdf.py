"""The application form, judged by poppler and qpdf: one page, one person, the ID in digits."""

import subprocess
from datetime import date
from pathlib import Path

import pytest

from tegata.services.applications.rules.form_ids import grouped
from tegata.services.applications.rules.printed_form import FormSheet, printed_form

FORM_ID = "99012345678901234567890"
SHEET = FormSheet(
    FORM_ID, f"https://localhost/applications/#{FORM_ID}", "渡邊\U000e010b　花子", date(1990, 5, 6), national=True,
    postcode="2040003", address="東京都清瀬市中里五丁目８４２番地　" + "とても長い名前の集合住宅" * 4, printed=date(2026, 4, 1),
)  # fmt: skip


@pytest.fixture(scope="module")
def pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("form") / "form.pdf"
    file.write_bytes(printed_form(SHEET))
    return file


def test_poppler_reads_it(pdf: Path) -> None:
    said = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    assert grouped(FORM_ID) in said
    assert "平成2年5月6日" in said
    info = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
    assert "Pages:           1" in info


def test_a_printer_needs_no_font_of_its_own(pdf: Path) -> None:
    fonts = subprocess.run(["pdffonts", pdf], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert fonts
    assert all(line.split()[-5] == "yes" for line in fonts), "embedded"


def test_qpdf_finds_no_fault(pdf: Path) -> None:
    subprocess.run(["qpdf", "--check", pdf], check=True, capture_output=True)
