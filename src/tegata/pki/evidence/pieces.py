"""What openssl cannot take out of a PDF or an XML document itself: the signature, and the bytes that it is over."""

from lxml import etree

from tegata.pki.checks import Question
from tegata.pki.documents import pdf, xml


def for_openssl(form: str, question: Question) -> dict[str, bytes]:
    """The pieces as files; none for forms that openssl reads."""
    if question.document is None:
        return {}
    if form == "pdf":
        found = pdf.open_signed(question.document)
        return {f"pieces/{number}.p7s": item.container for number, item in enumerate(found, 1)}
    if form == "xml":
        return {
            "pieces/1.data": _signed_info(question.document),
            "pieces/1.sig": xml.open_signed(question.document).signature,
        }
    return {}


def _signed_info(document: bytes) -> bytes:
    """SignedInfo as it was signed (XMLDSig §3.2.2): in its canonical form, with the namespaces around it."""
    info = xml.parse(document).find(f"{xml.DS}Signature/{xml.DS}SignedInfo")
    if info is None:
        return b""
    method = info.find(f"{xml.DS}CanonicalizationMethod")
    name = "" if method is None else method.get("Algorithm", "")
    return etree.tostring(
        info, method="c14n", exclusive="xml-exc-c14n" in name, with_comments=name.endswith("WithComments")
    )
