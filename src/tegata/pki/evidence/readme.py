"""The page inside each record: how to check it with openssl alone, in both languages. Every command is run by a test."""

from datetime import datetime

from tegata.pki import der
from tegata.pki.checks import CERTIFICATE, CHALLENGE, Checked, Proved, Question
from tegata.pki.documents import pdf

EC_PUBLIC_KEY = "1.2.840.10045.2.1"
HEAD = """\
# Record of a check / 検証記録

Everything here was checked at {checked} (UTC) and time-stamped then. Unzip it and run these commands in the folder; every one
ends with status 0. Compare the fingerprints of the first step with those that the authorities publish: trust begins there and
nowhere else.

この記録の内容は {checked}（UTC）に検証され、その時にタイムスタンプを受けました。展開したフォルダーで次のコマンドを実行すると、
すべて状態 0 で終わります。最初のフィンガープリントは認証局が公表しているものと見比べてください。
"""
STAMP = "openssl ts -verify -data META-INF/ASiCManifest.xml -in META-INF/timestamp.tst -token_in -CAfile stamps.pem -attime {at}"
FILES = (
    "for f in $(find . -type f ! -path './META-INF/*' ! -name mimetype ! -name '*.pem' ! -name '*.covered' | cut -c3-); do"
    ' grep -A1 -F "URI=\\"$f\\"" META-INF/ASiCManifest.xml'
    ' | grep -qF "$(openssl dgst -sha256 -binary $f | openssl base64)" || exit 1; done'
)
"""Each file has the digest that the manifest names."""
GOOD, LATER = "grep -E '(^|: )good$'", "grep 'Revocation Time'"
"""openssl warns that an answer's times are past when they are. What was revoked later names its time."""


def readme(checked: Checked, question: Question, now: datetime) -> str:
    """The page, for what was checked."""
    lines = [HEAD.format(checked=f"{now:%Y-%m-%d %H:%M:%S}"), *_trust(checked, now)]
    for number, proved in enumerate(checked.proved, 1):
        lines += _path(proved, number, now)
    lines += _signatures(checked, question)
    return "\n".join(lines) + "\n"


def _trust(checked: Checked, now: datetime) -> list[str]:
    anchors = sorted(
        {f"certificates/{n}-{len(item.path.certificates)}.cer" for n, item in enumerate(checked.proved, 1)}
    )
    return [
        "## Whom you trust, and that nothing was changed since / 信頼の起点と、変更がないこと",
        "",
        "```sh",
        *(f"openssl x509 -inform DER -in {name} -noout -subject -fingerprint -sha256" for name in anchors),
        "openssl x509 -inform DER -in certificates/stamps.cer -out stamps.pem",
        "openssl x509 -in stamps.pem -noout -subject -fingerprint -sha256",
        STAMP.format(at=_seconds(now)),
        FILES,
        "```",
        "",
    ]


def _path(proved: Proved, number: int, now: datetime) -> list[str]:
    """The certificates, and what was known of their status for the moment that counted."""
    names = [f"certificates/{number}-{place}.cer" for place in range(1, len(proved.path.certificates) + 1)]
    lines = [f"## Certificate {number} / 証明書 {number}", "", "```sh"]
    lines += [f"openssl x509 -inform DER -in {names[0]} -out signer-{number}.pem"]
    lines += [f"openssl x509 -inform DER -in {name} >> trust-{number}.pem" for name in names[1:]]
    for place in range(1, len(names)):
        lines += _status(proved, number, place, now)
    listed = proved.path.evidence[0].source == "CRL" and proved.path.evidence[0].this_update <= proved.at
    check = " -crl_check" if listed else ""
    lines.append(f"openssl verify -attime {_seconds(proved.at)}{check} -CAfile trust-{number}.pem signer-{number}.pem")
    return [*lines, "```", ""]


def _status(proved: Proved, number: int, place: int, now: datetime) -> list[str]:
    """The status of one certificate on the path. A list that is younger than the moment is checked by itself."""
    evidence, serial = proved.path.evidence[place - 1], proved.path.certificates[place - 1].serial
    file, issuer = f"status/{number}-{place}", f"issuer-{number}-{place}.pem"
    if evidence.source == "CRL" and evidence.this_update <= proved.at:
        return [f"openssl crl -inform DER -in {file}.crl >> trust-{number}.pem"]
    lines = [f"openssl x509 -inform DER -in certificates/{number}-{place + 1}.cer -out {issuer}"]
    if evidence.source == "CRL":
        lines.append(f"openssl crl -inform DER -in {file}.crl -CAfile {issuer} -noout 2>&1 | grep 'verify OK'")
        if evidence.revoked_at is None:
            lines.append(f"! openssl crl -inform DER -in {file}.crl -noout -text | grep 'Serial Number: {serial:08X}$'")
        return lines
    lines.append(
        f"openssl ocsp -respin {file}.ors -issuer {issuer} -sha256 -serial 0x{serial:X} -CAfile {issuer} -no_nonce"
        f" -attime {_seconds(now)} | {GOOD if evidence.revoked_at is None else LATER}"
    )
    return lines


def _signatures(checked: Checked, question: Question) -> list[str]:
    if checked.form == CERTIFICATE:
        return []
    lines = ["## The signature / 署名", "", "```sh"]
    if checked.form == "cms":
        content = " -content content -binary" if question.content is not None else ""
        lines.append(_cms("document.p7m", content, checked))
    elif checked.form == "pdf":
        lines += _pdf(checked, question.document or b"")
    elif checked.form == CHALLENGE:
        lines += _plain(checked.proved[0], "challenge", "signature")
    else:
        lines += _plain(checked.proved[0], "pieces/1.data", "pieces/1.sig")
    lines += ["```", ""]
    if checked.form == "xml":
        lines += [
            "openssl checks the signature over the digests; that the digests are the document's, `xmlsec1 --verify` says.",
            "openssl が確かめるのはダイジェストへの署名までです。文書との一致は `xmlsec1 --verify` で確かめます。",
        ]
    return lines


def _cms(name: str, content: str, checked: Checked, number: int | None = None) -> str:
    """Status was checked above; here the chain and the signature."""
    trust = f"trust-{number or 1}.pem"
    if number is None and len(checked.proved) > 1:
        several = " ".join(f"trust-{item}.pem" for item in range(1, len(checked.proved) + 1))
        return f"cat {several} > trust.pem\n" + _verify(name, content, "trust.pem", checked.proved[0].at)
    return _verify(name, content, trust, checked.proved[(number or 1) - 1].at)


def _verify(name: str, content: str, trust: str, at: datetime) -> str:
    return (
        f"openssl cms -verify -in {name} -inform DER{content} -CAfile {trust} -purpose any"
        f" -attime {_seconds(at)} -out /dev/null"
    )


def _pdf(checked: Checked, document: bytes) -> list[str]:
    """A PDF's signature is over the file but for the place where it stands itself."""
    lines = []
    for number, item in enumerate(pdf.open_signed(document), 1):
        start, first, second, last = item.byte_range
        covered = f"{number}.covered"
        lines.append(
            f"{{ tail -c +{start + 1} document.pdf | head -c {first};"
            f" tail -c +{second + 1} document.pdf | head -c {last}; }} > {covered}"
        )
        lines.append(_cms(f"pieces/{number}.p7s", f" -content {covered} -binary", checked, number))
    return lines


def _plain(proved: Proved, data: str, signature: str) -> list[str]:
    """A bare signature: the key is the certificate's. P-384 signs SHA-384."""
    digest = "sha384" if _is_elliptic(proved) else "sha256"
    return [
        "openssl x509 -in signer-1.pem -noout -pubkey > key.pem",
        f"openssl dgst -{digest} -verify key.pem -signature {signature} {data}",
    ]


def _is_elliptic(proved: Proved) -> bool:
    return der.oid(EC_PUBLIC_KEY) in proved.path.certificate.public_key


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
