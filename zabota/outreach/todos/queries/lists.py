"""The call list and the calls already made, as tables with filters."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.access import Access, Reach
from zabota.base.accounts.models import User
from zabota.base.accounts.requests import StaffRequest
from zabota.base.ui.listing import Column, Filter, Listing
from zabota.core.patients.models import LegalBasis
from zabota.core.patients.queries.contacts import without_numbers
from zabota.core.practice.queries import branches_now
from zabota.outreach.todos.models import Call, CallAttempt, CallState
from zabota.outreach.todos.queries.calls import within
from zabota.outreach.todos.queries.held import HELD_BECAUSE
from zabota.outreach.todos.queries.reasons import reason_choices
from zabota.outreach.todos.queries.refusals import REFUSAL_CHOICES
from zabota.outreach.todos.registry import outcomes

#: A promise is late after an hour, any other call after three days (R222).
PROMISE_KEPT_WITHIN, CALLED_WITHIN = timedelta(hours=1), timedelta(days=3)
TIMES = [
    ("due", _("due now")),
    ("postponed", _("postponed")),
    ("late", _("late")),
    ("forgotten", _("number seen, no outcome")),
]
PERIODS = [("7", _("in 7 days")), ("30", _("in 30 days")), ("90", _("in 90 days")), ("365", _("in a year"))]


def patient_name(row: Any) -> str:
    """The cell of a row about a patient, or about none."""
    return row.patient.full_name if row.patient else ""


def moment_cell(moment: datetime | None) -> str:
    """A moment as Excel's readers write it: 12.03.2026 15:30."""
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""


def _reason_words(key: str) -> object:
    return dict(reason_choices()).get(key, key)


def _outcome_words(attempt: CallAttempt) -> str:
    outcome = outcomes.get(attempt.outcome)
    title = str(outcome.title) if outcome else attempt.outcome
    why = dict(REFUSAL_CHOICES).get(attempt.refusal, "")
    return f"{title}: {why}" if why else title


COLUMNS = (
    Column("patient", _("Patient"), ("patient__surname", "patient__given"), cell=patient_name),
    Column("reason", _("Why called"), cell=lambda call: _reason_words(call.reason)),
    Column("basis", _("Ground"), is_optional=True, cell=lambda call: dict(LegalBasis.choices).get(call.basis, "")),
    Column("value", _("Value"), ("value",), is_number=True, is_optional=True, cell=lambda call: call.value),
    Column(
        "attempts", _("In vain"), ("unanswered",), is_number=True, is_optional=True, cell=lambda call: call.unanswered
    ),
    Column("due", _("Call at"), ("due_at",), cell=lambda call: moment_cell(call.due_at)),
    Column("branch", _("Branch"), ("branch__name",), is_optional=True, cell=lambda call: call.branch),
    Column("operator", _("Who"), is_optional=True, cell=lambda call: call.taken_by or call.assigned_to),
    Column("state", _("State"), ("state",), cell=lambda call: call.get_state_display()),
    Column("take", ""),
)
ATTEMPT_COLUMNS = (
    Column("at", _("When"), ("at",), cell=lambda attempt: moment_cell(attempt.at)),
    Column("patient", _("Patient"), ("patient__surname", "patient__given"), cell=patient_name),
    Column("reason", _("Why called"), is_optional=True, cell=lambda attempt: _reason_words(attempt.call.reason)),
    Column("outcome", _("Outcome"), ("outcome",), cell=lambda attempt: _outcome_words(attempt)),
    Column("note", _("Note"), is_optional=True, cell=lambda attempt: without_numbers(str(attempt.note))),
    Column("operator", _("Operator"), ("operator__full_name",), cell=lambda attempt: attempt.operator),
    Column("branch", _("Branch"), ("branch__name",), is_optional=True, cell=lambda attempt: attempt.branch),
)


def late() -> Q:
    """Calls that somebody should have made by now."""
    now = timezone.now()
    promise = Q(is_promised=True, due_at__lt=now - PROMISE_KEPT_WITHIN)
    return Q(state=CallState.OPEN) & (promise | Q(is_promised=False, due_at__lt=now - CALLED_WITHIN))


def forgotten() -> Q:
    """Somebody saw the number and wrote no outcome; his lease has ended."""
    now = timezone.now()
    in_hand = Q(taken_by__isnull=False, taken_until__gte=now)
    return Q(state=CallState.OPEN, number_shown_at__isnull=False) & ~in_hand


def at_a_time(calls: QuerySet[Call], key: str) -> QuerySet[Call]:
    now = timezone.now()
    conditions = {
        "due": Q(state=CallState.OPEN, due_at__lte=now),
        "postponed": Q(state=CallState.OPEN, due_at__gt=now),
        "late": late(),
        "forgotten": forgotten(),
    }
    return calls.filter(conditions[key])


def call_listing(request: StaffRequest, access: Access) -> Listing:
    """Open and held calls unless a state is asked for; an operator sees the calls of his branches."""
    calls = within(
        Call.objects.select_related("patient", "branch", "taken_by", "assigned_to"), access.reach("todos.call")
    )
    if not request.GET.get("state"):
        calls = calls.filter(state=CallState.OPEN)
    return Listing(
        request,
        calls,
        key="todos.calls",
        columns=COLUMNS,
        filters=[
            Filter("time", _("Time"), TIMES, at_a_time),
            Filter("reason", _("Why called"), list(reason_choices()), lambda rows, key: rows.filter(reason=key)),
            Filter("state", _("State"), CallState.choices, lambda rows, key: rows.filter(state=key)),
            Filter("held", _("Held back because"), _held_choices(), lambda rows, key: rows.filter(held_because=key)),
            branch_filter(access, "todos.call"),
            Filter("operator", _("Who"), _operators(access), _of_operator),
        ],
        sorted_by="-value",
    )


def attempt_listing(request: StaffRequest, access: Access) -> Listing:
    """Calls already made, those taken back left out."""
    attempts = CallAttempt.objects.filter(undone_at__isnull=True).select_related(
        "patient", "branch", "operator", "call"
    )
    return Listing(
        request,
        attempts_within(attempts, access.reach("todos.oversee")),
        key="todos.attempts",
        columns=ATTEMPT_COLUMNS,
        filters=[
            Filter("days", _("Period"), PERIODS, lambda rows, days: rows.filter(at__gte=since(int(days)))),
            Filter("day", _("Day"), _days(), _on_day),
            Filter("outcome", _("Outcome"), _outcome_choices(), _with_outcome),
            Filter("refusal", _("Why not"), REFUSAL_CHOICES, lambda rows, key: rows.filter(refusal=key)),
            Filter("reason", _("Why called"), list(reason_choices()), lambda rows, key: rows.filter(call__reason=key)),
            branch_filter(access, "todos.oversee"),
            Filter("operator", _("Operator"), _operators(access), _by_operator),
        ],
        sorted_by="-at",
    )


def attempts_within(attempts: QuerySet[CallAttempt], reach: Reach) -> QuerySet[CallAttempt]:
    if reach.is_network:
        return attempts
    return attempts.filter(Q(branch_id__in=reach.branch_ids) | Q(branch_id=None))


def since(days: int) -> Any:
    """Midnight so many days ago, today included in the count."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days - 1)


def reached_keys() -> list[str]:
    return [each.key for each in outcomes if each.was_reached]


def agreed_keys() -> list[str]:
    return [each.key for each in outcomes if each.has_agreed]


def branch_filter(access: Access, permission: str) -> Filter:
    reach = access.reach(permission)
    choices = [(str(branch.public_id), branch.name) for branch in branches_now() if reach.covers(branch.pk)]
    return Filter("branch", _("Branch"), choices, lambda rows, key: rows.filter(branch__public_id=key))


def _held_choices() -> list[tuple[str, object]]:
    return [(key, words) for key, (words, _mending) in HELD_BECAUSE.items()]


def _outcome_choices() -> list[tuple[str, object]]:
    groups = [("reached", _("reached")), ("agreed", _("agreed"))]
    return [*groups, *((each.key, each.title) for each in sorted(outcomes, key=lambda each: each.order))]


def _with_outcome(rows: QuerySet[CallAttempt], key: str) -> QuerySet[CallAttempt]:
    groups = {"reached": reached_keys(), "agreed": agreed_keys()}
    return rows.filter(outcome__in=groups.get(key, [key]))


def _operators(access: Access) -> Sequence[tuple[str, str]]:
    if not access.may("todos.oversee"):
        return [(str(access.person.public_id), access.person.full_name)]
    ids = CallAttempt.objects.order_by().values("operator").distinct()
    operators = User.objects.filter(pk__in=ids).order_by("full_name")
    return [(str(each.public_id), each.full_name) for each in operators]


def _of_operator(rows: QuerySet[Call], key: str) -> QuerySet[Call]:
    """Calls in somebody's hand, meant for him, or already tried by him."""
    tried = Q(attempts__operator__public_id=key, attempts__undone_at__isnull=True)
    return rows.filter(Q(taken_by__public_id=key) | Q(assigned_to__public_id=key) | tried).distinct()


def _by_operator(rows: QuerySet[CallAttempt], key: str) -> QuerySet[CallAttempt]:
    return rows.filter(operator__public_id=key)


def _days() -> list[tuple[str, str]]:
    """Any day of the last month."""
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in range(31)]
    return [(str(day), date_format(day, "j E")) for day in days]


def _on_day(rows: QuerySet[CallAttempt], day: str) -> QuerySet[CallAttempt]:
    return rows.filter(at__date=day)
