"""What may be done at the counter, `room:object:verb`. Each has the office that holds it beside it."""

from enum import StrEnum


class Permission(StrEnum):
    """Held within one's own town; a post office holds its two for the towns that entrusted it."""

    SEE = "counter:desk:see"  # town hall, post office
    BOOK = "counter:appointment:book"  # town hall
    STOCK = "counter:stock:scan"  # town hall
    COUNT = "counter:stock:count"  # town hall
    IDENTIFY = "counter:holder:identify"  # town hall, post office
    HAND_OVER = "counter:card:hand-over"  # town hall
    POST = "counter:card:post"  # town hall
    REWRITE = "counter:card:rewrite"  # town hall
    PINS = "counter:pins:reset"  # town hall, post office
    RENEW = "counter:certificates:renew"  # town hall, post office
    RESUME = "counter:card:resume"  # town hall
    TAKE_BACK = "counter:card:take-back"  # town hall
    ORDER_BACK = "counter:card:order-back"  # town hall, by whoever may act ex officio (職権)
    SHRED = "counter:card:shred"  # town hall
