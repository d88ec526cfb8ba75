"""Who pays for a visit: the patient, a relative, a company, or an insurer by a letter of guarantee."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.events import PayerNamed
from zabota.work.scheduling.models import Appointment, Payer


class PayerIsUnclear(Refused):
    """A relative, a company or an insurer without a name."""


@dataclass(frozen=True)
class PaidBy:
    """`payer_name` says which relative, company or insurer; the letter of guarantee is the insurer's."""

    payer: str = Payer.SELF
    payer_name: str = ""
    letter_number: str = ""
    letter_until: date | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """What stands with the visit; raises PayerIsUnclear. What does not belong to the payer is left out."""
        if self.payer not in Payer.values:
            raise PayerIsUnclear(_("Say who pays."), field="payer")
        if self.payer == Payer.SELF:
            return asdict(PaidBy())
        if not self.payer_name.strip():
            raise PayerIsUnclear(_("Write which relative, company or insurer pays."), field="payer_name")
        kept = asdict(self) if self.payer == Payer.INSURANCE else asdict(PaidBy(self.payer, self.payer_name))
        return {name: value.strip() if isinstance(value, str) else value for name, value in kept.items()}


@transaction.atomic
def name_payer(*, appointments: Iterable[Appointment], paid: PaidBy, by: Actor) -> int:
    """Write down who pays for these visits; returns for how many it differed. Raises PayerIsUnclear."""
    columns = paid.columns
    numbers = [each.pk for each in appointments]
    visits = Appointment.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk")
    changed = [each for each in visits if any(getattr(each, name) != value for name, value in columns.items())]
    Appointment.objects.filter(pk__in=[each.pk for each in changed]).update(**columns)
    for each in changed:
        record(PayerNamed(each.patient_id, each.branch_id, each.pk, columns["payer"]), by=by)
    return len(changed)
