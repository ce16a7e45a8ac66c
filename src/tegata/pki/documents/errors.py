"""Why a signed document was not accepted. What is wrong with its certificate is a PathError; this is about the document."""


class DocumentError(Exception):
    """The document was not accepted. `code` is a stable word for machines."""

    code = "document-invalid"


class NotSigned(DocumentError):
    """There is no signature in it."""

    code = "not-signed"


class BrokenDocument(DocumentError):
    """It is cut short, encrypted, or not of the kind it claims to be."""

    code = "broken"


class UnsupportedForm(DocumentError):
    """It is signed in a way that is not accepted here: another algorithm, no content, an unusual form."""

    code = "unsupported"


class Altered(DocumentError):
    """What is signed is not what is here, or the signature does not belong to its certificate."""

    code = "altered"
