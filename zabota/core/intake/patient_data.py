"""How intake's tables are merged, shown and erased: what a batch did to a card stays told of that card."""

from collections.abc import Sequence

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from zabota.core.intake.commands.forgetting import forget_cards
from zabota.core.intake.models import BroughtCard
from zabota.core.intake.queries.batches import running_imports_hinder
from zabota.core.patients.patient_rows import PatientData
from zabota.core.patients.registry import patient_data


def _traces_go(model: type[Model], path: str, patient_ids: Sequence[int]) -> int:
    return forget_cards(patient_ids=patient_ids)


brought = PatientData(
    BroughtCard,
    moves=False,
    title=_("What imports changed on the card"),
    erase=_traces_go,
    hinders=running_imports_hinder,
    words={"batch": _("Import"), "was_there": _("the card was there"), "before": _("before"), "after": _("after")},
    silent=frozenset(("left_because",)),
)
patient_data.register(brought.key, brought)
