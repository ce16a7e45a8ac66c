"""What staff may do with firms, `room:object:verb`. Each has the office that holds it beside it."""

from enum import StrEnum


class Permission(StrEnum):
    """All at the authority's office: it hears the minister's certification and connects firms."""

    SEE = "verifiers:firm:see"  # authority, audit: firms, keys, contracts, usage
    ENTER = "verifiers:firm:enter"  # authority: applications, keys, contracts, quotas
    ACCREDIT = "verifiers:firm:accredit"  # authority: one proposes, another decides
    SUSPEND = "verifiers:firm:suspend"  # authority: at once; its end takes two
