"""The page a browser sees at the status service's door: what is here, in Japanese or English. No script, no tracking."""

from html import escape

from tegata.pki.names import Kind

_WORDS = {
    "ja": {
        "title": "証明書の失効確認（試験用）",
        "lead": "このサーバーは、見本カードの電子証明書が今も有効かどうかを答えます。実在の人の情報はありません。",
        "what": "ここにあるもの",
        "ocsp": "OCSP（RFC 6960）。このアドレスに問い合わせを POST します。",
        "ca": "認証局の証明書",
        "crl": "失効リスト（全体）",
        "part": "市区町村ごとの失効リストは /crl/sign/13101.crl のような形です。",
        "sign": "署名用",
        "auth": "利用者証明用",
    },
    "en": {
        "title": "Certificate status (test system)",
        "lead": "This server says whether the certificates of specimen cards still count. It holds no real person's data.",
        "what": "What is here",
        "ocsp": "OCSP (RFC 6960): POST requests to this address.",
        "ca": "authority's certificate",
        "crl": "revocation list (complete)",
        "part": "The list of one municipality is at an address like /crl/sign/13101.crl.",
        "sign": "Signature",
        "auth": "User authentication",
    },
}
_STYLE = """
:root { color-scheme: light dark; font: 1.0625rem/1.7 "Noto Sans JP", system-ui, sans-serif; }
body { max-width: 44rem; margin: 3rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.6rem; border-block-end: 4px solid #0017c1; padding-block-end: .5rem; }
li { margin-block: .35rem; } a { color: #0017c1; } a:focus-visible { outline: 4px solid #b78f00; outline-offset: 2px; }
@media (prefers-color-scheme: dark) { a { color: #9db7f9; } h1 { border-color: #9db7f9; } }
"""


def front_page(accept_language: str) -> bytes:
    """The page in the browser's language; English unless Japanese is asked for first."""
    language = "ja" if accept_language.strip().lower().startswith("ja") else "en"
    words = {key: escape(text) for key, text in _WORDS[language].items()}
    links = "".join(
        f'<li>{words[kind]}: <a href="/ca/{kind}.cer">{words["ca"]}</a>, <a href="/crl/{kind}/all.crl">{words["crl"]}</a></li>'
        for kind in Kind
    )
    return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{words["title"]} – tegata</title><style>{_STYLE}</style></head>
<body><main><h1>{words["title"]}</h1><p>{words["lead"]}</p><h2>{words["what"]}</h2>
<ul><li>{words["ocsp"]}</li>{links}</ul><p>{words["part"]}</p></main></body></html>
""".encode()
