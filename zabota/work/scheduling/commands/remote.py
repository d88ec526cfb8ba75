"""Where a remote consultation is held."""

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _

from zabota.base.events.commands import record
from zabota.lib.actors import Actor
from zabota.lib.errors import Refused
from zabota.work.scheduling.events import RemoteLinkChanged
from zabota.work.scheduling.models import Appointment

_is_address = URLValidator(schemes=["https", "http"])


class NotAnAddress(Refused):
    pass


@transaction.atomic
def set_remote_link(*, appointment: Appointment, link: str, by: Actor) -> Appointment:
    """A link of this visit alone, instead of the doctor's own; an empty one returns to that. Raises NotAnAddress."""
    visit = Appointment.objects.select_for_update(of=("self",)).get(pk=appointment.pk)
    link = link.strip()
    if link == visit.remote_link:
        return visit
    try:
        if link:
            _is_address(link)
    except ValidationError:
        raise NotAnAddress(_("Write the whole address, with https://"), field="link") from None
    visit.remote_link = link
    visit.save(update_fields=["remote_link"])
    record(RemoteLinkChanged(visit.patient_id, visit.branch_id, visit.pk), by=by)
    return visit
