"""The JPKI application (公的個人認証AP): two certificates, their CAs, two keys, two secrets."""

from tegata.cardspec.access import FREE, after
from tegata.cardspec.model import Alphabet, Application, Change, ElementaryFile, Key, KeyUse, Role, Secret

SIGNATURE_CERTIFICATE = 0x0001
SIGNATURE_CA = 0x0002
TOKEN_INFORMATION = 0x0006
CERTIFICATE_PRESENCE = 0x0008
AUTHENTICATION_CERTIFICATE = 0x000A
AUTHENTICATION_CA = 0x000B
AUTHENTICATION_KEY = 0x0017
AUTHENTICATION_PIN = 0x0018
SIGNATURE_KEY = 0x001A
SIGNATURE_PASSWORD = 0x001B

JPKI = Application(
    name="JPKI",
    ja="JPKI-AP",
    aid=bytes.fromhex("D392F000260100000001"),
    files=(
        ElementaryFile(
            SIGNATURE_CERTIFICATE,
            "signature certificate",
            "署名用電子証明書",
            after(SIGNATURE_PASSWORD),
            rewritable=True,
        ),
        ElementaryFile(SIGNATURE_CA, "signature CA certificate", "署名用CA証明書", FREE, rewritable=True),
        ElementaryFile(TOKEN_INFORMATION, "token information", "トークン情報", FREE, size=160),
        ElementaryFile(
            CERTIFICATE_PRESENCE, "which certificates are there", "証明書の有無", FREE, size=3, rewritable=True
        ),
        ElementaryFile(
            AUTHENTICATION_CERTIFICATE,
            "user-authentication certificate",
            "利用者証明用電子証明書",
            FREE,
            rewritable=True,
        ),
        ElementaryFile(
            AUTHENTICATION_CA, "user-authentication CA certificate", "利用者証明用CA証明書", FREE, rewritable=True
        ),
    ),
    secrets=(
        Secret(
            AUTHENTICATION_PIN,
            "user-authentication PIN",
            "利用者証明用電子証明書用",
            Role.PIN,
            shortest=4,
            longest=4,
            tries=3,
            change=Change.CHANGE_REFERENCE_DATA,
        ),
        Secret(
            SIGNATURE_PASSWORD,
            "signature password",
            "署名用電子証明書用",
            Role.PIN,
            shortest=6,
            longest=16,
            tries=5,
            alphabet=Alphabet.UPPER_ALPHANUMERIC,
            change=Change.CHANGE_REFERENCE_DATA,
        ),
    ),
    keys=(
        Key(
            AUTHENTICATION_KEY,
            "user-authentication key",
            "利用者証明用秘密鍵",
            KeyUse.SIGN_ANYTHING,
            after(AUTHENTICATION_PIN),
            renewable=True,
            without_pin=True,  # [guess] how a certified face reader of the health insurance does it is not public
        ),
        Key(
            SIGNATURE_KEY,
            "signature key",
            "署名用秘密鍵",
            KeyUse.SIGN_ANYTHING,
            after(SIGNATURE_PASSWORD),
            renewable=True,
        ),
    ),
    # Selectable on real cards, purpose unknown or not public; never readable.
    reserved=(0x0005, 0x0009, 0x0010, 0x0016, 0x0019, 0x001C, 0x001E),
)
