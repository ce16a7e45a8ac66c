"""What may be done with resident records, `room:object:verb`. Each has the office that holds it beside it."""

from enum import StrEnum


class Permission(StrEnum):
    """Held within one's own town, but where it says nationwide."""

    READ = "residents:record:read"  # town hall, hot line
    SEARCH_NATIONWIDE = "residents:record:search-nationwide"  # hot line; the register's network (住基ネット)
    RECORD = "residents:event:record"  # town hall
    CORRECT = "residents:record:correct"  # town hall, by whoever may act ex officio (職権)
    CHANGE_CODE = "residents:code:change"  # town hall
    SEED = "residents:record:seed"  # whoever fills a sandbox or takes over a register
