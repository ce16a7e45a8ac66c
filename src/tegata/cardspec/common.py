"""The common application (共通カードAP): the card's own record, and a key that answers any challenge."""

from tegata.cardspec.access import FREE
from tegata.cardspec.model import Application, Change, ElementaryFile, Key, KeyUse, Role, Secret, Structure

CARD_RECORD = 0x0001
KEY_REFERENCE = 0x0002
AUTHENTICATION_KEY = 0x0019
PIN = 0x001C

COMMON = Application(
    name="common",
    ja="共通カードAP",
    aid=bytes.fromhex("D3921000310001010100"),
    files=(
        ElementaryFile(CARD_RECORD, "card record", "カード情報", FREE, structure=Structure.RECORD, rewritable=True),
        ElementaryFile(KEY_REFERENCE, "key reference", "鍵識別子", FREE, size=16),
    ),
    secrets=(Secret(PIN, "common PIN", "共通用", Role.PIN, shortest=4, longest=4, tries=3, change=Change.CHANGE_KEY),),
    keys=(Key(AUTHENTICATION_KEY, "internal authentication key", "内部認証鍵", KeyUse.INTERNAL_AUTHENTICATE, FREE),),
    reserved=(0x001E,),
)
