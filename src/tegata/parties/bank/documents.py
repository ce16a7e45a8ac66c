"""The application that a customer signs: plain text that the agent shows whole. Each is unlike every other, by its number."""

from datetime import datetime

from tegata.rules.calendar import wareki


def application_text(number: str, clause: str, purpose: str, occupation: str, at: datetime) -> bytes:
    """The document of one application, UTF-8."""
    lines = (
        "さくら銀行　御中",
        "普通預金口座 開設申込書",
        "",
        f"申込日　　　　　{wareki(at.date())}",
        f"受付番号　　　　{number}",
        f"お取引の目的　　{purpose}",
        f"ご職業　　　　　{occupation}",
        f"本人確認の方法　{clause}",
        "",
        "私は、貴行の規定に同意し、普通預金口座の開設を申し込みます。",
        "私は反社会的勢力ではなく、他人のために口座を利用しません。",
        "",
    )
    return "\n".join(lines).encode()
