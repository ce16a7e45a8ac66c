"""What can be wrong with a request, one kind each (RFC 9457): status, title and what to do, in English and Japanese.

A kind's `type` is the address of a page about it. Unknown, stale and unreachable status are kinds of their own and never "valid".
"""

from dataclasses import dataclass
from http import HTTPStatus

from tegata.pki.documents import DocumentError
from tegata.pki.path import PathError
from tegata.pki.path.errors import Revoked, StatusUnknown


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem. Titles and remedies by language."""

    name: str
    status: HTTPStatus
    title: dict[str, str]
    remedy: dict[str, str]


class Problem(Exception):
    """A request that is refused. `members` are further fields of the answer; nothing in it names a person."""

    def __init__(self, name: str, detail: str, **members: object) -> None:
        super().__init__(detail)
        self.kind = KINDS[name]
        self.detail = detail
        self.members = members

    def document(self, base_url: str) -> dict[str, object]:
        """The body of `application/problem+json`."""
        kind = self.kind
        fixed = {"type": f"{base_url}/problems/{kind.name}", "title": kind.title["en"], "status": int(kind.status)}
        return {**fixed, "detail": self.detail, **self.members}


class StatusUnreachable(StatusUnknown):
    """The source of status does not answer. Asking again later may help; until then nothing is valid."""

    code = "status-unreachable"


def of(error: PathError | DocumentError) -> Problem:
    """The problem that a failed verification is."""
    members: dict[str, object] = {}
    if isinstance(error, Revoked):
        members = {"since": error.since.isoformat(), "reason": error.reason.standard_name}
    return Problem(_BY_CODE.get(error.code, "document-unsupported"), str(error), **members)


_BY_CODE = {
    "malformed": "certificate-malformed",
    "unknown-issuer": "issuer-unknown",
    "bad-signature": "certificate-signature-wrong",
    "unknown-critical-extension": "critical-extension-unknown",
    "not-yet-valid": "certificate-not-yet-valid",
    "expired": "certificate-expired",
    "policy-not-accepted": "policy-not-accepted",
    "key-usage-not-allowed": "key-usage-not-allowed",
    "revoked": "certificate-revoked",
    "held": "certificate-held",
    "status-unknown": "status-unknown",
    "status-stale": "status-stale",
    "status-not-trusted": "status-not-trusted",
    "status-unreachable": "status-unreachable",
    "signature-wrong": "signature-wrong",
    "not-signed": "document-not-signed",
    "broken": "document-broken",
    "unsupported": "document-unsupported",
    "altered": "document-altered",
}
"""Problems by the codes of `pki.path` and `pki.documents`."""

_WRONG, _AWAY = HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE

KINDS = {
    name: Kind(name, status, {"en": en, "ja": ja}, {"en": do_en, "ja": do_ja})
    for name, status, en, ja, do_en, do_ja in (
        (
            "request-malformed",
            HTTPStatus.BAD_REQUEST,
            "The request cannot be read",
            "リクエストを読み取れません",
            "Compare it with /v1/openapi.json; `errors` says where it differs.",
            "/v1/openapi.json と見比べてください。違う箇所は errors にあります。",
        ),
        (
            "request-too-large",
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            "The request is too large",
            "リクエストが大きすぎます",
            "Send a detached signature, or split the documents. `limit` is the largest body in bytes.",
            "デタッチ署名を送るか、文書を分けてください。limit は本文の上限（バイト）です。",
        ),
        (
            "api-key-unknown",
            HTTPStatus.UNAUTHORIZED,
            "The API key is missing, unknown or withdrawn",
            "APIキーがないか、登録されていないか、取り消されています",
            "Send `Authorization: Bearer <key>` with the key that the operator gave you.",
            "事業者から受け取ったキーを Authorization: Bearer <key> で送ってください。",
        ),
        (
            "not-found",
            HTTPStatus.NOT_FOUND,
            "Nothing is here",
            "見つかりません",
            "Check the address. What another tenant made is not shown to you.",
            "アドレスを確かめてください。ほかの契約者のものは表示されません。",
        ),
        (
            "method-not-allowed",
            HTTPStatus.METHOD_NOT_ALLOWED,
            "This address is asked in another way",
            "このアドレスでは使えないメソッドです",
            "See /v1/openapi.json for the method.",
            "使えるメソッドは /v1/openapi.json にあります。",
        ),
        (
            "idempotency-key-reused",
            _WRONG,
            "The idempotency key was used for another request",
            "冪等キーが別のリクエストで使われています",
            "Use a new key for a new request; the same key only to repeat the same one.",
            "新しいリクエストには新しいキーを、同じものを繰り返すときだけ同じキーを使ってください。",
        ),
        (
            "request-in-progress",
            HTTPStatus.CONFLICT,
            "A request with this idempotency key is still being answered",
            "同じ冪等キーのリクエストを処理中です",
            "Wait and send it again; you will get the same answer.",
            "少し待って、もう一度送ってください。同じ回答が返ります。",
        ),
        (
            "challenge-unknown",
            _WRONG,
            "The challenge was not given to you",
            "このチャレンジは発行していません",
            "Get one by POST /v1/challenges and have the card sign exactly those bytes.",
            "POST /v1/challenges で取得し、そのバイト列にカードで署名してください。",
        ),
        (
            "challenge-used",
            HTTPStatus.CONFLICT,
            "The challenge was used already",
            "このチャレンジは使用済みです",
            "A challenge counts once. Get a new one; if you did not send this twice, somebody replayed it.",
            "チャレンジは1回限りです。新しく取得してください。覚えがなければ再送攻撃のおそれがあります。",
        ),
        (
            "challenge-expired",
            _WRONG,
            "The challenge has run out",
            "チャレンジの期限が切れました",
            "Get a new one and have it signed within five minutes.",
            "新しく取得し、5分以内に署名してください。",
        ),
        (
            "signature-wrong",
            _WRONG,
            "The signature does not belong to the challenge and the certificate",
            "署名がチャレンジと証明書に対応していません",
            "RSASSA-PKCS1-v1_5 with SHA-256 over the challenge's bytes, by the key of the certificate you send.",
            "送る証明書の鍵で、チャレンジのバイト列に RSASSA-PKCS1-v1_5（SHA-256）で署名してください。",
        ),
        (
            "document-not-signed",
            _WRONG,
            "There is no signature in the document",
            "文書に署名がありません",
            "Send the signed form of the document.",
            "署名済みの文書を送ってください。",
        ),
        (
            "document-broken",
            _WRONG,
            "The document cannot be read",
            "文書を読み取れません",
            "It is cut short, encrypted, or neither CMS in DER, nor PDF, nor XML. Send the original file.",
            "途中で切れているか、暗号化されているか、CMS・PDF・XMLではありません。元のファイルを送ってください。",
        ),
        (
            "document-unsupported",
            _WRONG,
            "The document is signed in a way that is not accepted",
            "受け付けない形式の署名です",
            "The detail names what is missing. A detached signature needs its `content`.",
            "detail に理由があります。デタッチ署名には content が必要です。",
        ),
        (
            "document-altered",
            _WRONG,
            "The document is not what was signed",
            "文書が署名されたものと違います",
            "Do not rely on it. Ask for the original.",
            "この文書は信頼できません。原本を求めてください。",
        ),
        (
            "certificate-malformed",
            _WRONG,
            "The certificate cannot be read",
            "証明書を読み取れません",
            "Send the DER bytes as they were read from the card, in base64.",
            "カードから読み出したDERのまま、base64で送ってください。",
        ),
        (
            "issuer-unknown",
            _WRONG,
            "No authority that is trusted here issued the certificate",
            "信頼する認証局が発行した証明書ではありません",
            "Check that it is a card of this system; the operator's trust anchors decide.",
            "この環境のカードか確かめてください。信頼する認証局は事業者が設定します。",
        ),
        (
            "certificate-signature-wrong",
            _WRONG,
            "The authority did not sign this certificate",
            "認証局の署名と一致しない証明書です",
            "It is forged or was altered. Refuse the holder.",
            "偽造または改ざんされています。取引を断ってください。",
        ),
        (
            "critical-extension-unknown",
            _WRONG,
            "The certificate has a critical extension that is not understood",
            "解釈できない重要な拡張があります",
            "It cannot be accepted (RFC 5280 §4.2). Ask the operator whether a newer version knows it.",
            "受け付けられません（RFC 5280 4.2節）。新しい版で対応しているか事業者に確かめてください。",
        ),
        (
            "certificate-not-yet-valid",
            _WRONG,
            "The certificate's validity has not begun",
            "証明書の有効期間が始まっていません",
            "Check the moment you ask about.",
            "指定した日時を確かめてください。",
        ),
        (
            "certificate-expired",
            _WRONG,
            "The certificate has expired",
            "証明書の有効期限が切れています",
            "The holder renews it at the municipality.",
            "本人が市区町村の窓口で更新します。",
        ),
        (
            "policy-not-accepted",
            _WRONG,
            "The certificate is for another purpose",
            "目的の異なる証明書です",
            "Signatures and registration take the signature certificate, login the authentication certificate.",
            "署名と登録には署名用、ログインには利用者証明用の証明書を使ってください。",
        ),
        (
            "key-usage-not-allowed",
            _WRONG,
            "The certificate's key may not be used for this",
            "この用途に使えない鍵です",
            "Send the holder's certificate, not an authority's.",
            "認証局ではなく本人の証明書を送ってください。",
        ),
        (
            "certificate-revoked",
            _WRONG,
            "The certificate is revoked",
            "証明書は失効しています",
            "`since` and `reason` say when and why. The holder gets a new one at the municipality.",
            "since と reason に時期と理由があります。本人が市区町村で新しい証明書を受けます。",
        ),
        (
            "certificate-held",
            _WRONG,
            "The certificate is on hold",
            "証明書は一時停止中です",
            "Its card was reported lost or stolen. Refuse whoever shows it.",
            "紛失・盗難の届けがあります。提示した人との取引を断ってください。",
        ),
        (
            "status-unknown",
            _WRONG,
            "Nothing says whether the certificate is revoked",
            "失効しているかどうか分かりません",
            "Unknown is not valid. The detail says what is missing.",
            "分からないものは有効としません。足りないものは detail にあります。",
        ),
        (
            "status-stale",
            _AWAY,
            "What is known of the certificate's status is out of date",
            "失効情報が古くなっています",
            "Stale is not valid. Ask again later; the operator must fetch a newer list.",
            "古い情報では有効としません。あとで試してください。事業者が新しいリストを取得します。",
        ),
        (
            "status-not-trusted",
            _AWAY,
            "The list or answer about the certificate's status is not the authority's",
            "失効情報が認証局のものではありません",
            "Tell the operator: something between it and the authority is wrong.",
            "事業者に知らせてください。認証局との間に異常があります。",
        ),
        (
            "status-unreachable",
            _AWAY,
            "The source of revocation status does not answer",
            "失効情報の提供元が応答しません",
            "Ask again later. Until then nothing is valid.",
            "あとで試してください。それまでは有効としません。",
        ),
        (
            "user-unknown",
            HTTPStatus.NOT_FOUND,
            "This person is not registered with you",
            "この人は登録されていません",
            "Register with the signature certificate: POST /v1/registration.",
            "署名用証明書で登録してください（POST /v1/registration）。",
        ),
        (
            "user-registered",
            HTTPStatus.CONFLICT,
            "This person is registered with you already",
            "この人は登録済みです",
            "Log in, or replace the signature certificate: POST /v1/replacement.",
            "ログインするか、署名用証明書を差し替えてください（POST /v1/replacement）。",
        ),
        (
            "replacement-needed",
            HTTPStatus.GONE,
            "The signature certificate of the registration has ended",
            "登録時の署名用証明書が失効しています",
            "Attributes changed or the card was lost. Have the holder sign with the new certificate: POST /v1/replacement.",
            "住所・氏名の変更か、カードの紛失です。新しい証明書で差し替えてください（POST /v1/replacement）。",
        ),
        (
            "link-unavailable",
            _WRONG,
            "The centre cannot say whose certificate it is",
            "証明書の持ち主を特定する情報が得られません",
            "Without it there is no user id. The certificate may be of a test card that no town issued.",
            "利用者IDを決められません。市区町村が発行していないテスト用カードかもしれません。",
        ),
        (
            "consent-refused",
            HTTPStatus.FORBIDDEN,
            "The holder's consent does not cover this",
            "本人の同意の範囲外です",
            "It is unknown, not for your service, run out or withdrawn. Ask the holder for a new one.",
            "同意がないか、ほかのサービス向けか、期限切れか、撤回されています。本人に新しい同意を求めてください。",
        ),
        (
            "country-unreachable",
            _AWAY,
            "The centre does not answer",
            "センターが応答しません",
            "Ask again later with the same idempotency key.",
            "同じ冪等キーで、あとで試してください。",
        ),
        (
            "country-refused",
            HTTPStatus.BAD_GATEWAY,
            "The centre refused the operator's question",
            "センターが事業者の照会を拒みました",
            "Tell the operator; `centre` is what the centre said.",
            "事業者に知らせてください。centre にセンターの回答があります。",
        ),
        (
            "internal",
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "The operator failed",
            "事業者側の障害です",
            "Nothing was accepted. Tell the operator when it happened.",
            "何も受け付けていません。発生時刻を事業者に知らせてください。",
        ),
    )
}
