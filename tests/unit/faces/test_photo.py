"""Each fault of a photo, drawn on purpose, is told by its own error; a good photo gives face, hash and place."""

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from tegata import faces
from tegata.chip.personalisation import portrait
from tegata.faces import PhotoError, check_photo, distance, hamming, is_copy, read_portrait, same_person
from tegata.rules.sex import Sex
from tegata.synthetic.faces import draw_face

GOOD = draw_face(5, age=34, sex=Sex.FEMALE)


def opened(data: bytes = GOOD) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def saved(image: Image.Image, form: str = "JPEG", **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def ground(size: tuple[int, int] = (700, 900)) -> Image.Image:
    return Image.new("RGB", size, opened().getpixel((5, 5)))


def shrunk(part: float, across: int = 0) -> Image.Image:
    small = opened().resize((round(700 * part), round(900 * part)))
    sheet = ground()
    sheet.paste(small, ((700 - small.width) // 2 + across, 900 - small.height - (0 if part > 0.7 else 150)))
    return sheet


def two_faces() -> Image.Image:
    sheet = ground()
    for left in (-30, 340):
        sheet.paste(opened().resize((400, 514)), (left, 200))
    return sheet


def curtain() -> Image.Image:
    sheet = opened()
    draw = ImageDraw.Draw(sheet)
    for x in range(0, 120, 24):
        draw.rectangle((x, 0, x + 11, 600), fill=(90, 40, 40))
    return sheet


FAULTS: dict[str, Callable[[], bytes]] = {
    "NotAPicture": lambda: GOOD[: len(GOOD) // 2],
    "TooSmall": lambda: saved(opened().resize((140, 180))),
    "WrongShape": lambda: saved(opened().resize((900, 300))),
    "NoFace": lambda: saved(ground()),
    "SeveralFaces": lambda: saved(two_faces()),
    "FaceTooSmall": lambda: saved(shrunk(0.45)),
    "FaceTooLarge": lambda: saved(opened().crop((150, 220, 550, 734)).resize((700, 900))),
    "OffCentre": lambda: saved(shrunk(0.8, 140)),
    "BackgroundNotPlain": lambda: saved(curtain()),
    "TooDark": lambda: saved(ImageEnhance.Brightness(opened()).enhance(0.22)),
    "TooBright": lambda: saved(ImageEnhance.Brightness(opened()).enhance(1.9)),
    "Blurred": lambda: saved(opened().filter(ImageFilter.GaussianBlur(8))),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_told(fault: str) -> None:
    with pytest.raises(PhotoError) as raised:
        check_photo(FAULTS[fault]())
    assert type(raised.value) is getattr(faces, fault)
    assert ";" in str(raised.value), "says what to do"


def test_a_good_photo_is_described() -> None:
    found = check_photo(GOOD)
    assert len(found.descriptor) == 256
    assert -(2**63) <= found.picture_hash < 2**63
    assert 0.4 < found.box.left + found.box.width / 2 < 0.6
    assert check_photo(GOOD) == found


@pytest.mark.parametrize("identity", range(6))
def test_every_skin_and_age_is_accepted(identity: int) -> None:
    check_photo(draw_face(identity, age=(3, 18, 40, 60, 75, 90)[identity], sex=(Sex.MALE, Sex.FEMALE)[identity % 2]))


def test_a_newborn_may_lie_on_a_sheet() -> None:
    """Under one year the background may have folds; from the first birthday it may not."""
    with pytest.raises(faces.BackgroundNotPlain):
        check_photo(saved(folded()), age=1)
    check_photo(saved(folded()), age=0)


def folded() -> Image.Image:
    sheet = opened(draw_face(9, age=0.3))
    draw = ImageDraw.Draw(sheet)
    for y in range(20, 500, 60):
        draw.line((0, y, 58, y), fill=(150, 150, 160), width=16)
    return sheet


def test_the_portrait_in_the_chip_is_the_photo_of_the_application() -> None:
    photo, chip = check_photo(GOOD), read_portrait(portrait(GOOD))
    assert same_person(photo.descriptor, chip.descriptor) < 0.2
    other = read_portrait(portrait(draw_face(6, age=34, sex=Sex.FEMALE)))
    assert distance(photo.descriptor, other.descriptor) > 0.3


def test_a_picture_saved_again_is_a_copy_and_another_persons_is_none() -> None:
    first = check_photo(GOOD).picture_hash
    again = check_photo(saved(opened().resize((420, 540)), quality=60)).picture_hash
    lighter = check_photo(saved(ImageEnhance.Brightness(opened()).enhance(1.05), quality=70)).picture_hash
    assert is_copy(first, again)
    assert is_copy(first, lighter)
    assert hamming(first, check_photo(draw_face(6, age=34, sex=Sex.FEMALE)).picture_hash) > 4
