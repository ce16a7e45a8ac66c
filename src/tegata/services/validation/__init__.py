"""Status of certificates for those who rely on them: callers, OCSP, lists, the feed of changes, links of serial numbers.

Law: JPKI Act (公的個人認証法) art. 17 to 20 and 35 to 37 (署名検証者, 失効情報の提供). Office: the issuing centre's authorities.
"""
