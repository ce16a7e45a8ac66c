"""What applications do when another room announces something."""

from collections.abc import Sequence

from tegata.ground.act import Act
from tegata.ground.outbox import handles
from tegata.services.applications.actions.ending import lapse_older
from tegata.services.applications.actions.printing import form_for_notice, forms_for_notices, void_forms
from tegata.services.numbering.events import NumberAssigned
from tegata.services.residents.events import LifeEventRecorded


@handles(LifeEventRecorded, "applications.let lapse")
def let_lapse(act: Act, event: LifeEventRecorded) -> None:
    """A form and an application hold for one version of the record (services.md 6.5)."""
    void_forms(act, event.resident_id, event.version)
    lapse_older(act, event.resident_id, event.version)


def enclose_forms(act: Act, events: Sequence[NumberAssigned]) -> None:
    """The same for many."""
    forms_for_notices(act, [event.resident_id for event in events])


@handles(NumberAssigned, "applications.form for the notice", together=enclose_forms)
def enclose_form(act: Act, event: NumberAssigned) -> None:
    """The notice of the number comes with an application form."""
    form_for_notice(act, event.resident_id)
