"""Tables of the counter: stock, and what is done with people and their cards."""

from tegata.services.counter.models.desk import (
    Appointment,
    FeeTaken,
    Handover,
    HolderCode,
    HolderTask,
    Identification,
    PasswordRequest,
    Posting,
    Rewriting,
    Slot,
)
from tegata.services.counter.models.stock import (
    Count,
    CountOmitted,
    CountScan,
    Difference,
    Parcel,
    Shredding,
    StockItem,
    StockMove,
)

__all__ = [
    "Appointment",
    "Count",
    "CountOmitted",
    "CountScan",
    "Difference",
    "FeeTaken",
    "Handover",
    "HolderCode",
    "HolderTask",
    "Identification",
    "Parcel",
    "PasswordRequest",
    "Posting",
    "Rewriting",
    "Shredding",
    "Slot",
    "StockItem",
    "StockMove",
]
