"""Two notices that are no life events of their own: another head of the household, and a move-out that does not happen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tegata.services.residents import actions
from tegata.services.residents.actions import Entered
from tegata.services.residents.forms.parts import EventForm
from tegata.services.residents.rules.events import Days


class HeadForm(EventForm):
    """世帯主変更 (art. 25): the person of the page becomes the head."""

    relationship = forms.CharField(
        label=_("What the head so far is to the new one"), max_length=20, help_text=_("妻, 父, 母 …")
    )

    def __init__(self, *args: Any, has_head: bool, **kwargs: Any) -> None:
        """Without a head so far, nobody's relationship is asked for."""
        super().__init__(*args, **kwargs)
        if not has_head:
            del self.fields["relationship"]

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """Both records change in one act."""
        who, relationship = self.record.resident_id, given.get("relationship", "")
        return actions.change_head(self.act, who, days, relationship, shown=shown)


class WithdrawalForm(EventForm):
    """転出取消: the person stays."""

    def act_on(self, days: Days, shown: int, given: dict[str, Any]) -> Entered:
        """Nothing but the days."""
        del given
        return actions.withdraw_move_out(self.act, self.record.resident_id, days, shown=shown)
