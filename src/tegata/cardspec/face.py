"""The card-face application (券面事項確認AP, 券面AP): what is printed, as images, signed by the issuer."""

from tegata.cardspec.access import FREE, after
from tegata.cardspec.model import Application, ElementaryFile, Key, KeyUse, Role, Secret

BIRTH_DATE = 0x0001
FACE_RECORD = 0x0002
AP_INFORMATION = 0x0003
ISSUER_CERTIFICATE = 0x0004
NUMBER_IMAGE = 0x0005
FILLER = 0x0006
BIRTH_DATE_PIN = 0x0011
NUMBER_B = 0x0012
NUMBER_A = 0x0013
SIGNING_KEY = 0x001A

FACE = Application(
    name="card face",
    ja="券面AP",
    aid=bytes.fromhex("D3921000310001010402"),
    files=(
        ElementaryFile(BIRTH_DATE, "birth date and card key", "生年月日", after(BIRTH_DATE_PIN), size=547),
        ElementaryFile(FACE_RECORD, "card face", "券面情報", after(NUMBER_A, NUMBER_B), rewritable=True),
        ElementaryFile(AP_INFORMATION, "application information", "AP基本情報", FREE),
        ElementaryFile(ISSUER_CERTIFICATE, "issuer's card-verifiable certificate", "発行者証明書", FREE, size=568),
        ElementaryFile(NUMBER_IMAGE, "image of the Individual Number", "個人番号の画像", after(NUMBER_A)),
        ElementaryFile(FILLER, "sixteen FF", "", after(NUMBER_A, NUMBER_B), size=16),
    ),
    secrets=(
        Secret(BIRTH_DATE_PIN, "birth date", "生年月日", Role.BIRTH_DATE, shortest=6, longest=6, tries=10),
        Secret(NUMBER_B, "verification number B", "照合番号B", Role.NUMBER_B, shortest=14, longest=14, tries=10),
        Secret(NUMBER_A, "verification number A", "照合番号A", Role.NUMBER_A, shortest=12, longest=12, tries=10),
    ),
    keys=(Key(SIGNING_KEY, "card's own key", "カード秘密鍵", KeyUse.SIGN_CHALLENGE, FREE),),
    reserved=(0x001C, 0x001E),
    default_key=SIGNING_KEY,
)
