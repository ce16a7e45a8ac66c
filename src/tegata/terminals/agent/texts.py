"""What the agent says to the holder, in Japanese and English. A test sees to it that no text has only one."""

from collections.abc import Mapping
from functools import lru_cache

TEXTS: Mapping[str, tuple[str, str]] = {
    "title": ("カードを使う確認", "Use of your card"),
    "skip": ("本文へ", "Skip to the content"),
    "other_language": ("English", "日本語"),
    "asks": ("次のサイトがマイナンバーカードの利用を求めています。", "This site asks for your Individual Number Card."),
    "site": ("サイト", "Site"),
    "address": ("アドレス", "Address"),
    "what": ("すること", "What it asks for"),
    "gets": ("サイトに渡るもの", "What the site gets"),
    "purpose": ("サイトによる説明", "The site says"),
    "check_site": (
        "電話やメールで頼まれて開いたとき、サイトに覚えがないときは「やめる」を押してください。カードの写真を送る必要はありません。",
        (
            "If somebody told you to open this by phone or mail, or you do not know the site, press Stop. "
            "Nobody needs a picture of your card."
        ),
    ),
    "do.sign": ("文書に電子署名する", "Sign a document"),
    "do.sign_challenge": ("電子署名をする", "Make a signature"),
    "do.authenticate": ("カードで本人であることを示す", "Show that you are the holder"),
    "do.read_face": ("カードのチップから顔写真などを読む", "Read the photo and the face of the card from its chip"),
    "do.form_fill": ("氏名などを申込書に書き入れる", "Fill in a form for you"),
    "gets.sign": (
        "署名した文書と署名用電子証明書（氏名・住所・生年月日・性別が入っています）",
        "the signed document and your signature certificate, with name, address, birth date and sex",
    ),
    "gets.authenticate": (
        "利用者証明用電子証明書（氏名などは入っていません）",
        "your authentication certificate, which holds no name",
    ),
    "gets.read_face": (
        "顔写真、氏名と住所の画像、生年月日、性別（マイナンバーは渡りません）",
        "photo, name and address as images, birth date and sex; never the Individual Number",
    ),
    "gets.form_fill": (
        "氏名、住所、生年月日、性別（マイナンバーは渡りません）",
        "name, address, birth date and sex; never the Individual Number",
    ),
    "document": ("署名する文書", "What you sign"),
    "document_file": ("署名する文書を保存して確かめる", "Save the document and look at it"),
    "pin.sign": ("署名用電子証明書の暗証番号（英数字6～16文字）", "Signature password (6 to 16 letters and digits)"),
    "pin.auth": ("利用者証明用電子証明書の暗証番号（数字4桁）", "PIN for authentication (4 digits)"),
    "pin_hint": (
        "暗証番号はこの画面だけで使い、サイトには渡りません。",
        "The PIN is used on this page alone; no site sees it.",
    ),
    "printed_hint": ("カードの表に印刷されています。", "All three are printed on the front of your card."),
    "birth": ("生年月日", "Birth date"),
    "expiry_year": ("カードの有効期限の年（西暦4桁）", "Year the card expires (4 digits)"),
    "security_code": ("セキュリティコード（数字4桁）", "Security code (4 digits)"),
    "last_try": ("残り1回でも試す", "Use the last try"),
    "agree": ("同意してカードを使う", "Agree and use the card"),
    "decline": ("やめる", "Stop"),
    "error": ("確認してください", "Please check"),
    "error.wrong-pin": ("入力が違います。残り{left}回です。", "That is wrong. {left} tries are left."),
    "error.last-try": (
        "残り1回です。間違えるとロックされます。覚えがなければやめて、市区町村の窓口で初期化してください。",
        "Only one try is left; a wrong one locks it. If you are not sure, stop and have it reset at your town hall.",
    ),
    "error.wrong-form": (
        "文字数か文字の種類が違います。カードには送っていないので、回数は減っていません。",
        "That cannot be right: see what it is made of. It was not sent to the card, so no try was lost.",
    ),
    "error.locked": (
        "ロックされています。カードと本人確認書類を持って市区町村の窓口へ行くと初期化できます。署名用はコンビニでも初期化できます。",
        (
            "It is locked. Take the card and a proof of identity to your town hall to have it reset; "
            "the signature password can be reset at a convenience store too."
        ),
    ),
    "error.no-certificate": (
        "このカードにはそのための電子証明書がありません（15歳未満、顔認証カードなど）。サイトに戻ると別の方法を選べます。",
        (
            "This card has no certificate for that: its holder is under 15, or it is a face-only card. "
            "Go back to the site, which offers another way."
        ),
    ),
    "error.reader": (
        "カードを読めません。カードを置き直して、もう一度押してください。",
        "The card cannot be read. Put it back on the reader and press again.",
    ),
    "done": ("できました。サイトの画面に戻ってください。", "Done. Go back to the site's window."),
    "declined": ("やめました。サイトには何も渡していません。", "Stopped. The site was given nothing."),
    "failed": (
        "カードを使えませんでした。サイトには何も渡していません。",
        "The card could not be used. The site was given nothing.",
    ),
    "close": ("この画面は閉じてかまいません。", "You may close this window."),
    "refused": ("この画面は使えません", "This page cannot be used"),
    "footer": (
        "tegata エージェント：このコンピューターの中だけで動き、何も保存しません。",
        "tegata agent: runs on this computer alone and keeps nothing.",
    ),
}
LANGUAGES = ("ja", "en")


def language_of(chosen: str, accepted: str) -> str:
    """`ja` or `en`: what was chosen, else the first of the two that the browser names, else Japanese."""
    named = [part.split(";")[0].strip()[:2].lower() for part in accepted.split(",")]
    return next((language for language in (chosen, *named) if language in LANGUAGES), "ja")


@lru_cache(maxsize=2)
def texts_in(language: str) -> Mapping[str, str]:
    """All texts in one language."""
    return {key: pair[LANGUAGES.index(language)] for key, pair in TEXTS.items()}
