"""The photo is checked as it comes and leaves as grey JPEG 2000 of one size; whatever the bytes, there is a reason or a picture."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from tegata.cardspec.photo import LARGEST_FILE, open_photo
from tegata.chip.personalisation import PhotoError, portrait, sample_face
from tegata.chip.personalisation.portrait import LARGEST, SIZE, framed

FACE = sample_face(0)


def saved(image: Image.Image, form: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.merge("RGB", [Image.effect_noise(size, 200)] * 3)


def decoded(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("seed", range(8))
def test_drawn_faces_fit(seed: int) -> None:
    found = decoded(portrait(sample_face(seed)))
    assert (found.format, found.mode, found.size) == ("JPEG2000", "L", (240, 320))
    assert sample_face(seed) == sample_face(seed)


def test_the_picture_is_still_the_same_picture() -> None:
    wanted = framed(open_photo(FACE), SIZE).convert("L").resize((12, 16))
    found = decoded(portrait(FACE)).resize((12, 16))
    _, furthest = ImageChops.difference(wanted, found).getextrema()
    assert isinstance(furthest, int | float)
    assert furthest < 24


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_picture(mode: str) -> None:
    image = Image.open(io.BytesIO(FACE))
    changed = Image.new("I;16", image.size, 30_000) if mode == "I;16" else image.convert(mode)
    assert len(portrait(saved(changed, "JPEG" if mode == "CMYK" else "PNG"))) <= LARGEST


def test_even_noise_fits_or_is_refused() -> None:
    try:
        found = portrait(saved(noise((700, 900))))
    except PhotoError as error:
        assert "restless" in str(error)  # noqa: PT017 - both outcomes are right
    else:
        assert len(found) <= LARGEST


def test_a_photo_that_lies_on_its_side_is_turned() -> None:
    """The camera writes the pixels as they come and says in EXIF how to hold them."""
    exif = Image.Exif()
    exif[0x0112] = 6
    upright = Image.open(io.BytesIO(FACE))
    lying = saved(upright.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif, quality=95)
    assert open_photo(lying).size == upright.size
    dark = [sum(decoded(portrait(data)).crop((0, 250, 240, 320)).histogram()[:110]) for data in (FACE, lying)]
    assert abs(dark[0] - dark[1]) < 0.1 * max(dark)


REFUSED = {
    "empty": b"",
    "text": b"this is no picture",
    "gif": saved(Image.new("L", (700, 900)), "GIF"),
    "half": FACE[: len(FACE) // 2],
    "small": saved(Image.new("RGB", (199, 250))),
    "wide": saved(Image.new("RGB", (900, 700))),
    "narrow": saved(Image.new("RGB", (300, 900))),
    "bomb": saved(Image.new("1", (16_000, 16_000))),
    "long": FACE + bytes(LARGEST_FILE),
}


@pytest.mark.parametrize("data", REFUSED.values(), ids=REFUSED)
def test_what_is_no_photo_is_refused_and_told_what_to_do(data: bytes) -> None:
    with pytest.raises(PhotoError, match="photo"):
        portrait(data)


@pytest.mark.parametrize(
    ("size", "good"), [((200, 200), True), ((200, 333), True), ((210, 200), True), ((212, 200), False)]
)
def test_shapes_at_the_border(size: tuple[int, int], good: bool) -> None:
    data = saved(Image.new("RGB", size, "white"))
    if good:
        assert open_photo(data).size == size
    else:
        with pytest.raises(PhotoError, match="shape"):
            open_photo(data)


EXIF = Image.Exif()
EXIF[0x0112] = 6
EXIF[0x010F] = "maker"
SMALL = [
    saved(Image.new("RGB", (240, 200), "white"), "JPEG", exif=EXIF),
    saved(Image.new("RGB", (240, 200), "white"), "PNG", exif=EXIF),
]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow warns of damaged EXIF and goes on
@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SMALL), st.lists(st.tuples(st.integers(0, 900), st.integers(0, 255)), max_size=6))
def test_damaged_files_are_a_picture_or_a_reason(photo: bytes, damage: list[tuple[int, int]]) -> None:
    data = bytearray(photo)
    for at, value in damage:
        data[at % len(data)] = value
    try:
        found = open_photo(bytes(data))
    except PhotoError:
        return
    assert found.mode == "RGB"


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@given(st.sampled_from(SMALL), st.integers(0, 2000))
def test_cut_files_are_a_picture_or_a_reason(photo: bytes, length: int) -> None:
    try:
        open_photo(photo[:length])
    except PhotoError:
        assert length < len(photo)


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded() -> None:
    out = io.BytesIO()
    Image.new("1", (9_000, 11_000)).save(out, "PNG")
    with pytest.raises(PhotoError, match="too many pixels"):
        open_photo(out.getvalue())
