"""What may be done with Individual Numbers, `room:object:verb`. Each has the office that holds it beside it."""

from enum import StrEnum


class Permission(StrEnum):
    """Held within one's own town; the issuing centre's reach all."""

    READ = "numbering:number:read"  # town hall: welfare, tax, disaster; issuing centre: card making
    FIND = "numbering:number:find"  # town hall: whom a number on a form belongs to
    CHANGE = "numbering:number:change"  # town hall
    PRINT = "numbering:notice:print"  # issuing centre
    SEED = "numbering:number:seed"  # whoever fills a sandbox
