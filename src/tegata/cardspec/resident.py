"""The resident-register application (住基AP): the resident record code behind its own PIN."""

from tegata.cardspec.access import FREE, after
from tegata.cardspec.model import Application, Change, ElementaryFile, Role, Secret, Structure

RESIDENT_CODE = 0x0001  # [guess] the article names the code and its PIN; the EF id is not public
CARD_RECORD = 0x0002
PIN = 0x001C

RESIDENT = Application(
    name="resident register",
    ja="住基AP",
    aid=bytes.fromhex("D3921000310001010401"),
    files=(
        ElementaryFile(RESIDENT_CODE, "resident record code", "住民票コード", after(PIN), size=16, rewritable=True),
        ElementaryFile(CARD_RECORD, "card record", "カード情報", FREE, structure=Structure.RECORD, rewritable=True),
    ),
    secrets=(
        Secret(
            PIN,
            "resident-register PIN",
            "住民基本台帳用",
            Role.PIN,
            shortest=4,
            longest=4,
            tries=3,
            change=Change.CHANGE_KEY,
        ),
    ),
)
