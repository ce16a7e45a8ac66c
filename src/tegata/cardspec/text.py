"""The text application (券面事項入力補助AP): the number and the four attributes as text, signed by the issuer."""

from tegata.cardspec.access import FREE, after
from tegata.cardspec.model import Application, Change, ElementaryFile, Key, KeyUse, Role, Secret

INDIVIDUAL_NUMBER = 0x0001
BASIC_ATTRIBUTES = 0x0002
DIGESTS = 0x0003
ISSUER_CERTIFICATE = 0x0004
AP_INFORMATION = 0x0005
SESSION_PUBLIC_KEY = 0x0006
CARD_KEY = 0x0007
FILLER = 0x0008
PIN = 0x0011
BLOCKED = 0x0012
SIGNING_KEY = 0x0013
NUMBER_A = 0x0014
NUMBER_B = 0x0015
SESSION_KEY = 0x0016  # [guess] where the private half of EF 0006 lies is not public
_ANY = after(PIN, NUMBER_A, NUMBER_B)

TEXT = Application(
    name="text",
    ja="券面事項入力補助AP",
    aid=bytes.fromhex("D3921000310001010408"),
    files=(
        ElementaryFile(INDIVIDUAL_NUMBER, "Individual Number", "個人番号", after(PIN, NUMBER_A), size=17),
        ElementaryFile(BASIC_ATTRIBUTES, "four basic attributes", "基本4情報", after(PIN, NUMBER_B), rewritable=True),
        ElementaryFile(DIGESTS, "digests signed by the issuer", "電子署名", _ANY, size=336, rewritable=True),
        ElementaryFile(ISSUER_CERTIFICATE, "issuer's card-verifiable certificate", "発行者証明書", FREE, size=568),
        ElementaryFile(AP_INFORMATION, "application information", "AP基本情報", FREE, size=256),
        ElementaryFile(SESSION_PUBLIC_KEY, "key for session-key delivery", "セッション鍵配送鍵", _ANY, size=269),
        ElementaryFile(CARD_KEY, "card's own key signed by the issuer", "カード公開鍵", _ANY, size=536),
        ElementaryFile(FILLER, "sixteen FF", "", _ANY, size=16),  # [guess] its access is not public
    ),
    secrets=(
        Secret(
            PIN,
            "text PIN",
            "券面事項入力補助用",
            Role.PIN,
            shortest=4,
            longest=4,
            tries=3,
            change=Change.CHANGE_REFERENCE_DATA,
        ),
        Secret(BLOCKED, "blocked reference", "", Role.BLOCKED, shortest=1, longest=16, tries=0),
        Secret(NUMBER_A, "verification number A", "照合番号A", Role.NUMBER_A, shortest=12, longest=12, tries=10),
        Secret(NUMBER_B, "verification number B", "照合番号B", Role.NUMBER_B, shortest=14, longest=14, tries=10),
    ),
    keys=(
        Key(SIGNING_KEY, "card's own key", "カード秘密鍵", KeyUse.SIGN_CHALLENGE, FREE),
        Key(SESSION_KEY, "session-key delivery key", "セッション鍵配送秘密鍵", KeyUse.SESSION_KEY, after(PIN)),
    ),
    reserved=(0x0010, 0x001C, 0x001E),
    default_key=SIGNING_KEY,
    secure_messaging=True,
)
