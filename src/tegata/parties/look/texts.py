"""What every firm's pages say, and why a card or a picture was not accepted. Japanese, English."""

from collections.abc import Mapping

LANGUAGES = ("ja", "en")
SHARED: Mapping[str, tuple[str, str]] = {
    "skip": ("本文へ", "Skip to the content"),
    "other_language": ("English", "日本語"),
    "footer": (
        "これは試験用のサイトです。登場する会社と人物は架空です。",
        "This is a test site. The firm and every person in it are invented.",
    ),
    "back": ("前に戻る", "Back"),
    "home": ("最初の画面へ", "To the first page"),
    "use_card": ("カードを使う", "Use the card"),
    "needs_script": (
        "カードを使うには、このサイトでJavaScriptを許可し、エージェント（tegata agent）を動かしてください。",
        "To use the card, allow this site JavaScript and run the agent (tegata agent).",
    ),
    "card.asking": ("エージェントの画面で確認してください。", "Please look at the agent's window."),
    "card.open": ("確認の画面を開く", "Open the agent's window"),
    "card.no-agent": (
        "エージェントが見つかりません。tegata agent を動かしてから、もう一度押してください。",
        "There is no agent. Start tegata agent and press again.",
    ),
    "card.refused": (
        "エージェントがこのサイトを許可していません。",
        "The agent does not allow this site.",
    ),
    "card.declined": ("カードの利用をやめました。", "You stopped the use of the card."),
    "card.failed": ("カードを使えませんでした。", "The card could not be used."),
    "card.pin-blocked": (
        "暗証番号がロックされています。市区町村の窓口で初期化してから、お申し込みください。",
        "The PIN is locked. Have it reset at your town hall, then apply again.",
    ),
    "card.no-certificate": (
        "このカードには署名用電子証明書がありません（15歳未満、顔認証カードなど）。チップと顔による方法を選んでください。",
        "This card has no signature certificate (under 15, or a face-only card). Choose the chip and the face.",
    ),
    "card.filled": ("カードから書き入れました。", "Filled in from the card."),
    "refused.title": ("お手続きできません", "This cannot be done"),
    "refused.other": (
        "確認できませんでした。お手続きは行われていません。",
        "It could not be checked. Nothing was done.",
    ),
    "refused.foreign-form": (
        "ほかのサイトから送られた申込みは受け付けません。",
        "A form of another site is not accepted.",
    ),
    "refused.gone": (
        "時間が過ぎたか、手続きが終わっています。最初からやり直してください。",
        "Too much time has passed, or this has ended. Please start again.",
    ),
    "refused.unreadable-result": ("カードからの答えを読めません。", "What came from the card cannot be read."),
    "refused.another-document": (
        "署名されたものがお申込みの文書と違います。",
        "What was signed is not your application.",
    ),
    "refused.certificate-held": (
        "カードの一時停止の届けが出ています。ご本人の場合は市区町村の窓口へ、心当たりがなければお電話ください。",
        "This card has been reported lost or stolen. If you are its holder, go to your town hall.",
    ),
    "refused.certificate-revoked": (
        "電子証明書は失効しています。引っ越しや氏名の変更のあとは、市区町村の窓口で新しい証明書を受け取ってください。",
        "The certificate is revoked. After a move or a change of name, get a new one at your town hall.",
    ),
    "refused.deceased": (
        "この電子証明書は使えません。ご家族の方は窓口へご連絡ください。",
        "This certificate cannot be used. If you are a relative, please contact us.",
    ),
    "refused.certificate-expired": ("電子証明書の有効期限が過ぎています。", "The certificate has expired."),
    "refused.status-away": (
        "電子証明書が有効かどうか、いま確認できません。しばらくしてからお試しください。",
        "Whether the certificate counts cannot be checked now. Please try again later.",
    ),
    "refused.issuer": ("このカードの発行者は信頼できません。", "The issuer of this card is not trusted."),
    "refused.altered-record": (
        "チップの内容が発行者の署名と合いません。",
        "The chip's content is not as its issuer signed it.",
    ),
    "refused.copied-chip": ("チップが複製です。", "The chip is a copy."),
    "refused.expired-card": ("カードの有効期限が過ぎています。", "The card has expired."),
    "refused.different-person": (
        "撮影した顔がカードの顔写真と一致しません。明るい所で正面から撮り直してください。",
        "The face in your picture is not that of the card. Take it again from the front, in good light.",
    ),
    "refused.photo": (
        "顔の写真を使えません。正面から、明るい所で、ほかの人が入らないように撮ってください。",
        "The picture of your face cannot be used. Take it from the front, in good light, alone.",
    ),
    "refused.photo-copy": (
        "カードの顔写真そのものではなく、いま撮影した写真を送ってください。",
        "Send a picture taken now, not the card's own photo.",
    ),
    "refused.method-withdrawn": (
        "本人確認書類の写真を送る方法は法令により廃止されました。カードのチップを使う方法を選んでください。",
        "Sending a picture of a document was withdrawn by law. Choose one of the methods that use the card's chip.",
    ),
    "refused.not-offered": (
        "この方法は受け付けていません。カードのチップを使う方法を選んでください。",
        "We do not accept this method. Choose one of those that use the card's chip.",
    ),
    "refused.unknown-card": (
        "このカードはログイン用に登録されていません。カードを更新したときは登録し直してください。",
        "This card is not registered for sign-in. After a renewal, register it again.",
    ),
}
