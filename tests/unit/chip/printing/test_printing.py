"""The face as pictures: of a card's size, of this person, of this number; what does not fit is an error."""

import io
from dataclasses import replace
from datetime import date

import pytest
import segno
from PIL import Image, ImageChops
from pyhanko.pdf_utils.reader import PdfFileReader
from tests.conversations import personalised
from tests.conversations.personalised import HANAKO

from tegata.chip.personalisation import MissingGlyph, Person
from tegata.chip.printing import DoesNotFit, back, check_back, check_front, front, pdf, png
from tegata.chip.printing.braille import NotBraille
from tegata.chip.printing.canvas import px, wrapped
from tegata.rules.expiry import NoteFieldFull
from tegata.rules.note_field import address_note, expiry_note
from tegata.rules.numbers import synthetic_number
from tegata.rules.residence import Residence

EXPIRES = date(2036, 2, 17)
ID1 = (1011, 638)


def front_of(person: Person, serial: str = "0126000000000428", code: str = "1234") -> Image.Image:
    return front(person, personalised.photo(0), serial, code, EXPIRES)


@pytest.fixture(scope="module")
def sides() -> tuple[Image.Image, Image.Image]:
    return front_of(HANAKO), back(HANAKO)


def difference(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int] | None:
    """The box in which two pictures differ, in pixels."""
    return ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox()


def inside(box: tuple[int, int, int, int] | None, left: float, top: float, right: float, bottom: float) -> bool:
    """Whether a box lies in this rectangle of millimetres."""
    edges = [millimetres / 25.4 * 300 for millimetres in (left, top, right, bottom)]
    return box is not None and box[0] >= edges[0] and box[1] >= edges[1] and box[2] <= edges[2] and box[3] <= edges[3]


def test_both_sides_are_of_a_cards_size_with_round_corners(sides: tuple[Image.Image, Image.Image]) -> None:
    for side in sides:
        assert (side.mode, side.size) == ("RGBA", ID1)
        alpha = side.getchannel("A")
        assert [alpha.getpixel(at) for at in ((0, 0), (1010, 0), (0, 637), (1010, 637))] == [0] * 4
        assert alpha.getpixel((500, 300)) == 255


def test_png_says_its_resolution(sides: tuple[Image.Image, Image.Image]) -> None:
    for side in sides:
        with Image.open(io.BytesIO(png(side))) as found:
            assert (found.format, found.size) == ("PNG", ID1)
            assert [round(dots) for dots in found.info["dpi"]] == [300, 300]


def test_pdf_pages_are_id_1(sides: tuple[Image.Image, Image.Image]) -> None:
    reader = PdfFileReader(io.BytesIO(pdf(*sides)), strict=False)  # Pillow's table of objects is lax
    pages = reader.root["/Pages"]["/Kids"]
    assert len(pages) == 2
    for page in pages:
        _, _, width, height = (float(number) for number in page.get_object()["/MediaBox"])
        assert abs(width / 72 * 25.4 - 85.60) < 0.1
        assert abs(height / 72 * 25.4 - 53.98) < 0.1


def test_the_same_person_prints_the_same(sides: tuple[Image.Image, Image.Image]) -> None:
    assert difference(sides[0], front_of(HANAKO)) is None


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"name": "手形　花江"}, (34, 8, 83, 15)),
        ({"address": HANAKO.address[:-1] + "９号"}, (34, 15, 83, 25)),
        ({"birth": date(1981, 2, 17)}, (37, 25, 63, 30)),
        ({"sex": personalised.TARO.sex}, (68, 25, 76, 30)),
        ({"municipality": personalised.TARO.municipality}, (30, 38, 83, 43)),
    ],
    ids=lambda item: "-".join(item) if isinstance(item, dict) else "",
)
def test_a_difference_shows_in_its_place_and_nowhere_else(
    sides: tuple[Image.Image, Image.Image], changed: dict[str, object], place: tuple[float, float, float, float]
) -> None:
    other = front_of(replace(HANAKO, **changed))  # type: ignore[arg-type] # one field each
    assert inside(difference(sides[0], other), *place)


def test_serial_and_code_are_beneath_the_photo(sides: tuple[Image.Image, Image.Image]) -> None:
    assert inside(difference(sides[0], front_of(HANAKO, serial="0126000000000436")), 5, 41, 21, 45)
    assert inside(difference(sides[0], front_of(HANAKO, code="4321")), 21, 41, 27, 45)


def test_the_individual_number_is_on_the_back_alone(sides: tuple[Image.Image, Image.Image]) -> None:
    other = replace(HANAKO, individual_number=synthetic_number(4711))
    assert difference(sides[0], front_of(other)) is None
    assert difference(sides[1], back(other)) is not None


def test_foreigners_have_western_dates(sides: tuple[Image.Image, Image.Image]) -> None:
    other = replace(HANAKO, residence=Residence.PERMANENT)
    assert inside(difference(sides[0], front_of(other)), 37, 25, 63, 30)


def test_former_name_and_alias_are_printed(sides: tuple[Image.Image, Image.Image]) -> None:
    for changed in (replace(HANAKO, former_name="見本"), replace(HANAKO, alias="山田　花子")):
        assert difference(sides[0], front_of(changed)) is not None
        assert difference(sides[1], back(changed)) is not None


def modules(side: Image.Image, count: int) -> list[list[bool]]:
    """The QR code on a printed back, read at the middle of each module."""
    grey = side.convert("L")
    scale = px(13.5) // count
    return [
        [
            int(grey.getpixel(((px(67.0) + (x + 0.5) * scale) // 2, (px(31.0) + (y + 0.5) * scale) // 2))) < 110  # type: ignore[arg-type] # L
            for x in range(count)
        ]
        for y in range(count)
    ]


@pytest.mark.parametrize("running", [1, 2, 77_777])
def test_the_qr_code_holds_the_twelve_digits(running: int) -> None:
    number = synthetic_number(running)
    wanted = segno.make_qr(number, error="m", boost_error=False)
    matrix = [[bool(module) for module in row] for row in wanted.matrix]
    assert modules(back(replace(HANAKO, individual_number=number)), len(matrix)) == matrix


def test_a_long_name_is_smaller_and_a_too_long_one_an_error() -> None:
    assert front_of(replace(HANAKO, name="手形　" + "花" * 20)).size == ID1
    with pytest.raises(DoesNotFit, match="63 characters"):
        front_of(replace(HANAKO, name="手形　" + "花" * 60))


def test_a_long_address_wraps_and_a_too_long_one_is_an_error() -> None:
    assert front_of(replace(HANAKO, address="東京都清瀬市" + "見本町" * 20)).size == ID1
    with pytest.raises(DoesNotFit):
        front_of(replace(HANAKO, address="東京都清瀬市" + "見本町" * 80))


def test_a_too_long_name_does_not_fit_on_the_back() -> None:
    with pytest.raises(DoesNotFit):
        back(replace(HANAKO, name="手形　" + "花" * 40))


def test_what_would_not_print_is_known_before() -> None:
    check_front(HANAKO)
    check_back(replace(HANAKO, braille=True))
    for checked, changed, error in (
        (check_front, {"name": "手形　" + "花" * 60}, DoesNotFit),
        (check_front, {"address": "見本町" * 80}, DoesNotFit),
        (check_front, {"name": "手形😀"}, MissingGlyph),
        (check_back, {"name": "手形　" + "花" * 40}, DoesNotFit),
        (check_back, {"kana": "はなこ", "braille": True}, NotBraille),
    ):
        with pytest.raises(error):
            checked(replace(HANAKO, **changed))


def test_lines_lose_nothing() -> None:
    address = "東京都清瀬市見本町一丁目２番３号見本荘１０１号室" * 2
    lines = wrapped(address, 2.6, 47.4)
    assert len(lines) > 1
    assert "".join(lines) == address


@pytest.mark.parametrize("field", ["name", "address", "former_name", "alias"])
def test_a_missing_glyph_is_an_error_that_names_it(field: str) -> None:
    with pytest.raises(MissingGlyph, match=r"U\+1F600"):
        front_of(replace(HANAKO, **{field: "手形😀"}))  # type: ignore[arg-type] # texts all


def test_braille_is_there_for_who_asked(sides: tuple[Image.Image, Image.Image]) -> None:
    embossed = back(replace(HANAKO, braille=True))
    assert inside(difference(sides[1], embossed), 4, 44, 85, 51)
    with pytest.raises(NotBraille):
        back(replace(HANAKO, braille=True, kana="はなこ"))


def test_notes_stand_in_their_field(sides: tuple[Image.Image, Image.Image]) -> None:
    notes = [address_note(date(2026, 11, 24), HANAKO.address), expiry_note(date(2026, 11, 24), EXPIRES)]
    for count in (1, 2):
        noted = front(HANAKO, personalised.photo(0), "0126000000000428", "1234", EXPIRES, notes[:count])
        assert inside(difference(sides[0], noted), 36, 42, 82, 51)


def test_a_full_note_field_is_not_printed() -> None:
    with pytest.raises(NoteFieldFull):
        front(HANAKO, personalised.photo(0), "0126000000000428", "1234", EXPIRES, ["１"] * 5)
    widest = ["字" * 120]
    front(HANAKO, personalised.photo(0), "0126000000000428", "1234", EXPIRES, widest)
