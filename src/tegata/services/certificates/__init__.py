"""Certificates of residents: asked of the two authorities, linked old to new and signature to authentication, ended in time.

Law: JPKI Act (公的個人認証法) art. 3, 7, 9 to 12, 22 to 31. Office: the issuing centre's registration side.
"""
