"""Everything that the command line says, in English and in Japanese. A test sees to it that no text has only one."""

TEXTS: dict[str, dict[str, str]] = {
    key: {"en": en, "ja": ja}
    for key, en, ja in (
        ("plain", "{text}", "{text}"),
        ("init.done", "The sandbox is in {home}", "サンドボックスは {home} にあります"),
        (
            "card.made",
            "Card [bold]{name}[/] is made. Serial {serial}, security code {security_code}, valid until {expires}.\n"
            "  Verification number B (照合番号B)   {number_b}\n"
            "  PIN for authentication               {pin}\n"
            "  Signature password                   {signature_password}\n"
            "  PIN for the text on the chip         {text_pin}\n"
            "  PIN for the resident register        {register_pin}",
            "カード [bold]{name}[/] を作りました。製造番号 {serial}、セキュリティコード {security_code}、有効期限 {expires}\n"
            "  照合番号B                        {number_b}\n"
            "  利用者証明用電子証明書の暗証番号  {pin}\n"
            "  署名用電子証明書の暗証番号        {signature_password}\n"
            "  券面事項入力補助用の暗証番号      {text_pin}\n"
            "  住民基本台帳用の暗証番号          {register_pin}",
        ),
        ("certificate.sign", "Signature certificate {serial}", "署名用電子証明書 {serial}"),
        ("certificate.auth", "User-authentication certificate {serial}", "利用者証明用電子証明書 {serial}"),
        ("certificate.none", "No signature certificate: under 15", "15歳未満のため署名用電子証明書はありません"),
        ("files.written", "{files}", "{files}"),
        ("ca.published", "{number} lists published", "失効リスト {number} 件を公開しました"),
        ("plug.in", "{name} is plugged into slot {slot}", "{name} をスロット {slot} に挿しました"),
        (
            "plug.out",
            "The reader of slot {slot} went away; waiting for it",
            "スロット {slot} のリーダーが切れました。待っています",
        ),
        ("pin.auth", "PIN for authentication (4 digits)", "利用者証明用電子証明書の暗証番号（数字4桁）"),
        ("pin.sign", "Signature password (6 to 16 letters and digits)", "署名用電子証明書の暗証番号（英数字6～16桁）"),
        ("pin.text", "PIN for the text on the chip (4 digits)", "券面事項入力補助用の暗証番号（数字4桁）"),
        ("pin.register", "PIN for the resident register (4 digits)", "住民基本台帳用の暗証番号（数字4桁）"),
        ("pin.number-b", "Verification number B (14 digits)", "照合番号B（数字14桁）"),
        ("pin.new", "New PIN", "新しい暗証番号"),
        ("pin.changed", "The PIN was changed", "暗証番号を変更しました"),
        (
            "reader.info",
            "Token {token}, serial {serial}, municipality {municipality}, valid until {expires}\n"
            "Signature certificate: {signature_certificate}, authentication certificate: {authentication_certificate}",
            "トークン {token}、製造番号 {serial}、市区町村 {municipality}、有効期限 {expires}\n"
            "署名用電子証明書: {signature_certificate}、利用者証明用電子証明書: {authentication_certificate}",
        ),
        ("reader.attributes", "{name}\n{address}\n{birth}\n{sex}", "{name}\n{address}\n{birth}\n{sex}"),
        ("reader.certificate", "Serial {serial}, ends {not_after}", "発行番号 {serial}、有効期限 {not_after}"),
        ("reader.authentic", "The card is genuine; issuer {issuer}", "本物のカードです。発行者 {issuer}"),
        (
            "ca.changed",
            "{serial} ({authority}) is now {state} {reason}",
            "{serial}（{authority}）は {state} {reason} になりました",
        ),
        (
            "serve.started",
            "Serving certificate status at {url} (Ctrl-C ends it)",
            "{url} で失効確認を提供中（Ctrl-C で終了）",
        ),
        (
            "verify.valid",
            "[green]Valid.[/] Signed by {signer} (certificate {serial}) at {at}; status {status} by {evidence} of {evidence_of}",
            "[green]有効です。[/] 署名者 {signer}（{serial}）、時刻 {at}、失効情報 {status}（{evidence_of} の {evidence}）",
        ),
        ("heading.name", "Name", "名前"),
        ("heading.maker", "Maker", "製造者"),
        ("heading.serial", "Serial", "番号"),
        ("heading.expires", "Expires", "有効期限"),
        ("heading.sign", "Signature", "署名用"),
        ("heading.auth", "Authentication", "利用者証明用"),
        ("heading.information", "Information", "ICチップ内の情報"),
        ("heading.application", "Application", "ICチップ内のAP"),
        ("heading.pin", "PIN", "暗証番号"),
        ("heading.access", "Opened by", "アクセスコントロール"),
        ("heading.tries", "Tries left", "残り回数"),
        ("heading.of", "of", "上限"),
        ("heading.authority", "Authority", "認証局"),
        ("heading.state", "State", "状態"),
        ("heading.reason", "Reason", "理由"),
        ("heading.not_after", "Ends", "有効期限"),
        ("heading.row", "Row", "項目"),
        ("heading.ours", "Ours", "本製品"),
        ("heading.beside", "Beside", "比較相手"),
        ("heading.limit", "Limit", "限界"),
        ("heading.ratio", "Ratio", "比"),
        ("heading.bar", "Bar", "目標"),
        ("heading.met", "Met", "達成"),
        ("demo.title", "One card, from the factory to its end", "一枚のカードの、製造から終わりまで"),
        ("demo.person", "1. A person: {name}, {birth}, {town}", "1. 人: {name}、{birth}、{town}"),
        (
            "demo.made",
            "2. Two cards for her, one from each maker's chip: {a} and {b}. Keys made, certificates issued, faces printed.",
            "2. 二つの製造者のチップで、カードを一枚ずつ: {a} と {b}。鍵を作り、証明書を発行し、券面を印刷しました。",
        ),
        (
            "demo.pcsc",
            "3. Plugged into PC/SC: {readers}. Everything from here goes through the reader.",
            "3. PC/SC に挿しました: {readers}。ここからはリーダー越しです。",
        ),
        (
            "demo.in-process",
            "3. No virtual PC/SC reader here ({why}); the cards answer in process. As root, `make run` installs and starts one.",
            "3. 仮想 PC/SC リーダーがありません（{why}）。カードはプロセスの中で答えます。root の `make run` なら起動します。",
        ),
        (
            "demo.read",
            "4. {maker}: read name and address, number {number}, a photo of {photo} bytes.",
            "4. {maker}: 氏名と住所、個人番号 {number}、顔写真 {photo} バイトを読みました。",
        ),
        (
            "demo.authentic",
            "5. {maker}: genuine. Issuer {issuer} signed the records, and the chip has the keys that belong to them.",
            "5. {maker}: 本物です。発行者 {issuer} が記録に署名し、チップはその鍵を持っています。",
        ),
        (
            "demo.signed",
            "6. Signed {pdf} inside the chip; time-stamped, with the evidence of its status in it.",
            "6. {pdf} にチップの中で署名しました。タイムスタンプと失効情報も入っています。",
        ),
        (
            "demo.verified",
            "7. Verified over HTTP ({url}): signed by {signer} at {at}, status good by OCSP.",
            "7. HTTP 越しに検証しました（{url}）: 署名者 {signer}、時刻 {at}、OCSP で有効。",
        ),
        (
            "demo.lost",
            "8. The card is lost; a call to the hot line puts its certificates on hold ({reason}).",
            "8. カードを失くし、電話で一時停止しました（{reason}）。",
        ),
        (
            "demo.still-valid",
            "9. What was signed before stays valid: at {at} nothing was held.",
            "9. 前に署名したものは有効なままです。{at} の時点では停止していません。",
        ),
        (
            "demo.refused",
            "10. A new signature with the lost card is refused: {why}",
            "10. 失くしたカードでの新しい署名は受け付けられません: {why}",
        ),
        (
            "demo.moved",
            "11. She moves; the other card's signature certificate is {sign} ({reason}), the authentication one stays {auth}.",
            "11. 転居しました。もう一枚の署名用電子証明書は {sign}（{reason}）、利用者証明用は {auth} のままです。",
        ),
        (
            "demo.ended",
            "12. The card is given back; its certificates end: signature {sign}, authentication {auth} ({reason}).",
            "12. カードを返納し、証明書が終わりました: 署名用 {sign}、利用者証明用 {auth}（{reason}）。",
        ),
        ("audit.holds", "{chain}: all {entries} entries hold", "{chain}：全{entries}件が正しくつながっています"),
        ("audit.broken", "{chain}: BROKEN at entry {entries}", "{chain}：{entries}件目で切れています"),
        ("clock.now", "In the sandbox it is {moment} (UTC)", "サンドボックスの現在時刻は {moment}（UTC）です"),
        ("run.seeding", "Filling the sandbox town with test people", "サンドボックスの町に架空の住民を登録しています"),
        (
            "run.started",
            "The town hall, the issuing centre and the authorities answer at {url}\n"
            "  Its first page lists test people and staff, and what to try. Ctrl-C ends it.",
            "町役場・発行センター・認証局が {url} で動いています\n"
            "  最初のページに架空の住民と職員、試せることの一覧があります。Ctrl-C で終わります。",
        ),
        (
            "party.bank",
            "Sakura Bank answers at {url}. Clerks' key for {url}desk: {desk_key}. Ctrl-C ends it.",
            "さくら銀行が {url} で動いています。{url}desk の行員用の鍵: {desk_key}。Ctrl-C で終わります。",
        ),
        (
            "agent.started",
            "The agent answers web pages of this machine at {url}. Sites that may ask: {sites}. Ctrl-C ends it.",
            "エージェントが {url} で待っています。利用を許したサイト: {sites}。Ctrl-C で終わります。",
        ),
        (
            "evidence.holds",
            "[green]The record holds.[/] {operator} checked a signature ({form}, certificate {serials}) as of {at}; "
            "stamped {stamped_at}",
            "[green]記録は正しいです。[/] {operator} が署名（{form}、証明書 {serials}）を {at} の時点で検証、"
            "タイムスタンプ {stamped_at}",
        ),
        (
            "party.insurer",
            "Hidamari Life answers at {url}. The staff's key: {desk_key}. Ctrl-C ends it.",
            "ひだまり生命が {url} で動いています。職員用の鍵: {desk_key}。Ctrl-C で終わります。",
        ),
        (
            "party.night",
            "{policies} policies on {lists} lists: {good} good, {contacts} to be contacted; {unusable} lists did not count, "
            "{missing} could not be fetched",
            "契約 {policies}、失効リスト {lists}: 有効 {good}、要連絡 {contacts}、使えないリスト {unusable}、取得不可 {missing}",
        ),
        (
            "party.started",
            "The {name} answers at {url} (Ctrl-C ends it)",
            "{name} が {url} で動いています（Ctrl-C で終わります）",
        ),
        ("migrate.done", "The tables are up to date", "表は最新です"),
        ("demo.files", "Everything made on the way is in {folder}", "途中で作ったものは {folder} にあります"),
    )
}

ERRORS_IN_JAPANESE = {
    "held": "証明書は {since:%Y-%m-%d %H:%M:%SZ} から一時停止中です（certificateHold）",
    "revoked": "証明書は {since:%Y-%m-%d %H:%M:%SZ} に失効しました（{reason.standard_name}）",
    "expired": "証明書の有効期限は {ended:%Y-%m-%d %H:%M:%SZ} までです。更新が必要です",
    "not-yet-valid": "証明書は {begins:%Y-%m-%d %H:%M:%SZ} から有効です。時計を確かめてください",
    "unknown-issuer": "信頼していない発行者です",
    "bad-signature": "証明書の署名が認証局のものではありません",
    "status-unknown": "失効しているかどうか分かりません。分からないものは有効としません",
    "status-stale": "失効情報が古くなっています。新しいものを取得してください",
    "evidence-broken": "証拠の記録が壊れているか、変更されています",
    "altered": "署名されたものと内容が違います",
    "not-signed": "署名がありません",
    "broken": "壊れているか、読めない文書です",
    "unsupported": "ここでは受け付けない形の署名です",
    "wrong-pin": "暗証番号が違います。残り {tries_left} 回です",
    "pin-blocked": "暗証番号がロックされています。市区町村の窓口で解除できます",
    "last-try": "残り1回です。それでも試すなら --last-try を付けてください",
    "copied-chip": "チップがファイルの鍵を持っていません。複製です",
    "altered-record": "発行者が署名した内容と違います（{record}）",
    "printed-face-differs": "券面の印刷とチップの内容が違います（{field}）",
    "card-removed": "カードが離れました。もう一度置いてください",
}
"""Errors by their code. In English they explain themselves."""


def explain(error: Exception, language: str) -> str:
    """An error in the language of this run."""
    template = ERRORS_IN_JAPANESE.get(getattr(error, "code", ""))
    return template.format(**vars(error)) if language == "ja" and template else str(error)
