"""What clerks send: a search, a life event, somebody new. A form reads, calls its one action, and shows why it was refused."""

from tegata.services.residents.forms.arrivals import ARRIVALS, ArrivalForm
from tegata.services.residents.forms.events import EVENTS
from tegata.services.residents.forms.notices import HeadForm, WithdrawalForm
from tegata.services.residents.forms.parts import EventForm, SearchForm

__all__ = ["ARRIVALS", "EVENTS", "ArrivalForm", "EventForm", "HeadForm", "SearchForm", "WithdrawalForm"]
