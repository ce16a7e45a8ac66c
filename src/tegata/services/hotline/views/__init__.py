"""Pages of the hot line: calls, checks of cards that are shown, lists of stolen cards, and what a holder can do alone."""

from tegata.services.hotline.views.calls import answer, call, calls, police, stop
from tegata.services.hotline.views.checks import check
from tegata.services.hotline.views.lists import lists, stop_list
from tegata.services.hotline.views.own import lost, report

__all__ = ["answer", "call", "calls", "check", "lists", "lost", "police", "report", "stop", "stop_list"]
