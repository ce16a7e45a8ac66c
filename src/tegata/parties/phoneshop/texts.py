"""What the phone shop's pages say. Japanese, English."""

from collections.abc import Mapping

PLANS = ("音声＋データ 5GB", "音声＋データ 20GB", "データのみ 10GB")
TEXTS: Mapping[str, tuple[str, str]] = {
    "lead": (
        "携帯電話の契約を、マイナンバーカードの署名だけで。免許証の写真もコピーもいりません。",
        "A phone contract by the signature of your Individual Number Card. No picture and no copy of a document.",
    ),
    "contract": ("契約する", "Make a contract"),
    "age": ("年齢だけ確かめる", "Check the age alone"),
    "plan": ("料金プラン", "Plan"),
    "next": ("次へ", "Next"),
    "step.plan": ("プラン", "Plan"),
    "step.sign": ("カードで署名", "Sign with the card"),
    "step.done": ("完了", "Done"),
    "sign.what": (
        "下の契約書に、カードの中の鍵で署名します。暗証番号は当店には届きません。",
        "Your card signs the contract below. We never see the password.",
    ),
    "sign.button": ("カードで署名する", "Sign with the card"),
    "purpose.sign": ("携帯電話の契約", "A phone contract"),
    "done.title": ("ご契約ありがとうございます", "Thank you for your contract"),
    "line.number": ("電話番号", "Phone number"),
    "line.name": ("お名前", "Name"),
    "line.method": ("本人確認の方法", "Identified by"),
    "line.evidence": ("確認記録の番号", "Record of the check"),
    "age.what": (
        "年齢制限のあるサービスのために、{years}歳以上かどうかだけをカードのチップで確かめます。生年月日は保存しません。",
        "For services with an age limit the chip tells whether you are {years} or older. Your birth date is not kept.",
    ),
    "age.button": ("チップで年齢を確かめる", "Check the age by the chip"),
    "purpose.age": ("年齢の確認", "Checking an age"),
    "age.yes": ("{years}歳以上であることを確認しました。", "You are {years} or older."),
    "age.no": ("{years}歳に達していません。", "You are not yet {years}."),
    "age.kept": ("保存したのはこの答えと日付だけです。", "This answer and the day are all that was kept."),
}
