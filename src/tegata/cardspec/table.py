"""The access table of the card as the public knows it, worked out from the specification's data, never written twice.

One row a piece of information: where it lies, which PIN (暗証番号) belongs to it, and what opens it.
"""

from dataclasses import dataclass

from tegata.cardspec import face, jpki, resident, text
from tegata.cardspec.model import Alphabet, Application, ElementaryFile, Key, Role, Secret

_WORDS = {
    Role.PIN: ("暗証番号", "PIN"),
    Role.NUMBER_A: ("照合番号A", "verification number A"),
    Role.NUMBER_B: ("照合番号B", "verification number B"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row in Japanese or English words."""

    information: str
    application: str
    pin: str
    access: str


@dataclass(frozen=True, slots=True)
class _Information:
    """A piece of information and the object that guards it; for the authentication certificate that is its key."""

    ja: str
    en: str
    application: Application
    guard: int

    def row(self, *, japanese: bool) -> Row:
        secrets = self._secrets()
        pins = [secret for secret in secrets if secret.role is Role.PIN]
        word = 0 if japanese else 1
        return Row(
            information=self.ja if japanese else self.en,
            application=self.application.ja if japanese else self.application.name,
            pin=_pin(pins[0], japanese=japanese) if pins else ("なし" if japanese else "none"),
            access=(" または " if japanese else " or ").join(_WORDS[secret.role][word] for secret in secrets),
        )

    def _secrets(self) -> list[Secret]:
        guard = self.application.by_fid[self.guard]
        access = guard.read if isinstance(guard, ElementaryFile) else guard.access if isinstance(guard, Key) else None
        found = [self.application.by_fid[fid] for fid in access.any_of] if access else []
        order = list(_WORDS)
        return sorted((s for s in found if isinstance(s, Secret)), key=lambda secret: order.index(secret.role))


_TABLE = (
    _Information(
        "基本4情報(氏名、住所、生年月日、性別)の画像、顔写真の画像",
        "images of the four attributes (name, address, birth date, sex) and of the face",
        face.FACE,
        face.FACE_RECORD,
    ),
    _Information("マイナンバーの画像", "image of the Individual Number", face.FACE, face.NUMBER_IMAGE),
    _Information(
        "基本4情報(氏名、住所、生年月日、性別)",
        "the four attributes (name, address, birth date, sex)",
        text.TEXT,
        text.BASIC_ATTRIBUTES,
    ),
    _Information("マイナンバー", "Individual Number", text.TEXT, text.INDIVIDUAL_NUMBER),
    _Information("利用者証明用電子証明書", "user-authentication certificate", jpki.JPKI, jpki.AUTHENTICATION_KEY),
    _Information("署名用電子証明書", "signature certificate", jpki.JPKI, jpki.SIGNATURE_CERTIFICATE),
    _Information("住民票コード(11桁)", "resident record code (11 digits)", resident.RESIDENT, resident.RESIDENT_CODE),
)


def access_table(*, japanese: bool = False) -> tuple[Row, ...]:
    """The seven rows of the table, in the order in which the article 暗証番号、パスワード lists them."""
    return tuple(item.row(japanese=japanese) for item in _TABLE)


def _pin(secret: Secret, *, japanese: bool) -> str:
    length = str(secret.shortest) if secret.shortest == secret.longest else f"{secret.shortest} - {secret.longest}"
    letters = secret.alphabet is not Alphabet.DIGITS
    if japanese:
        return f"{secret.ja}({'英数字' if letters else '数字'}{length}桁)"
    return f"{secret.name} ({length} {'letters and digits' if letters else 'digits'})"
