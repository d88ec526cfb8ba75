"""Put on the call list whom the desk wants to hear: those who have not confirmed, those whom a doctor's delay concerns."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from zabota.core.practice.models import Branch
from zabota.lib.actors import Actor
from zabota.outreach.todos.commands.asking import AddedCalls, AskedCall, ask_for_calls
from zabota.work.scheduling.queries.calling_round import CONFIRM, DELAY, unconfirmed_visits
from zabota.work.scheduling.queries.running_late import Expected


def call_about_visits(*, branch: Branch, on: date, by: Actor) -> AddedCalls:
    """A call to each patient of that day who has not confirmed, one a patient however many visits he has. Safe to repeat."""
    patients = dict.fromkeys(unconfirmed_visits(branch, on).values_list("patient_id", flat=True))
    return ask_for_calls(reason=CONFIRM, asked=[AskedCall(each, branch.pk, on) for each in patients], by=by)


def call_about_delay(*, queue: Iterable[Expected], branch: Branch, by: Actor) -> AddedCalls:
    """A call to each who would wait, with how long and when the doctor will be free for him."""
    asked: dict[int, AskedCall] = {}
    for each in queue:
        words = {"minutes": each.minutes, "time": f"{each.begins_at.astimezone(branch.zone):%H:%M}"}
        note = _("The doctor is late: about %(minutes)d minutes to wait, begins at about %(time)s") % words
        asked.setdefault(each.visit.patient_id, AskedCall(each.visit.patient_id, branch.pk, each.visit.wall_day, note))
    return ask_for_calls(reason=DELAY, asked=list(asked.values()), by=by)
