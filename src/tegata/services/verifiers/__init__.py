"""Verifiers: who may ask about certificates, for whom; consents to the latest attributes; one id for a person at a firm.

Law: JPKI Act (公的個人認証法) art. 17 to 21, 36, 52. Office: the issuing centre towards firms outside.
"""
