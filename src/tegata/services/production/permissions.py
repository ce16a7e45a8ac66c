"""Who may do what at the issuing centre."""

from enum import StrEnum


class Permission(StrEnum):
    """office: the issuing centre, unless said otherwise."""

    SEE = "production:order:see"
    RETRY = "production:order:retry"
    PACK = "production:shipment:pack"
    SEND = "production:shipment:send"
