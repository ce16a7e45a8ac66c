"""A card as the signer of documents: the document's digest goes to the card, the signature comes back."""

from tegata.reader.sessions import JpkiSession


class CardSigner:
    """Signs with one of the two keys, `auth` or `sign`, once its PIN was verified; one VERIFY serves several signatures."""

    def __init__(self, session: JpkiSession, which: str = "sign") -> None:
        self._session = session
        self._which = which
        self.certificate = session.certificate(which)
        self.issuer_certificates = (session.certificate(f"{which}-ca"),)

    def sign_digest(self, hash_name: str, digest: bytes) -> bytes:
        """RSASSA-PKCS1-v1_5 signature, made in the card."""
        return self._session.sign_digest(self._which, hash_name, digest)
