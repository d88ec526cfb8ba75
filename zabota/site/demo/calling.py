"""Three weeks of calls by the demo's operators, through the operator's own commands, so that the director has figures."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from zabota.base.accounts.access import Access
from zabota.base.accounts.models import User
from zabota.lib.actors import SYSTEM
from zabota.outreach.todos.commands.recording import record_outcome
from zabota.outreach.todos.commands.refreshing import refresh_call_list
from zabota.outreach.todos.commands.taking import take_next_call
from zabota.outreach.todos.models import Call

OPERATORS = ("oleg", "alina", "denis")
DAYS = 15
CALLS_A_DAY = 6
REFUSALS = ("well", "well", "no_time", "money", "far", "elsewhere", "fear_doctor", "no_reason")
COMPLAINTS = (
    "Ждал приёма сорок минут, никто не предупредил.",
    "После процедуры обещали перезвонить и не перезвонили.",
    "В счёте оказалась услуга, о которой не говорили.",
)

Details = Callable[[Random, Call], dict[str, Any]]


def _nothing(random: Random, call: Call) -> dict[str, Any]:
    return {}


def _booking(random: Random, call: Call) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=random.randint(1, 12))
    return {"branch": call.branch, "on": day, "at": None, "doctor": None}


def _later(random: Random, call: Call) -> dict[str, Any]:
    return {"due_at": timezone.now() + timedelta(hours=random.randint(2, 120)), "why": ""}


def _refusal(random: Random, call: Call) -> dict[str, Any]:
    return {"refusal": random.choice(REFUSALS)}


def _complaint(random: Random, call: Call) -> dict[str, Any]:
    return {"text": random.choice(COMPLAINTS)}


#: How calls end, with their shares: about a fifth of those who are reached agree (R034).
ENDINGS: dict[str, tuple[float, Details]] = {
    "no_answer": (0.33, _nothing),
    "refused": (0.24, _refusal),
    "booked": (0.16, _booking),
    "call_later": (0.15, _later),
    "already_booked": (0.03, _nothing),
    "someone_else": (0.03, _nothing),
    "wrong_number": (0.02, _nothing),
    "complaint": (0.02, _complaint),
    "moved_away": (0.01, _nothing),
    "do_not_call": (0.01, _nothing),
}


@transaction.atomic
def call_for_three_weeks(today: date) -> None:
    """Fill the call list and lead its first conversations, dated over the last working days; written as one whole."""
    refresh_call_list(by=SYSTEM)
    random = Random("calls")
    for login in OPERATORS:
        operator = User.objects.get(login=login)
        for at in _moments(random, today):
            _call(operator, random, at)


def _call(operator: User, random: Random, at: datetime) -> None:
    conversation = take_next_call(user=operator, reach=Access(operator).reach("todos.call"))
    if not conversation:
        return
    outcome = random.choices(list(ENDINGS), [share for share, _details in ENDINGS.values()])[0]
    record_outcome(
        call=conversation[0],
        outcome=outcome,
        submission=UUID(int=random.getrandbits(128), version=4),
        details=ENDINGS[outcome][1](random, conversation[0]),
        at=at,
        by=operator.as_actor(),
    )


def _moments(random: Random, today: date) -> Iterator[datetime]:
    days = (today - timedelta(days=back) for back in range(DAYS, 0, -1))
    for day in days:
        if day.weekday() < 5:
            for _each in range(CALLS_A_DAY):
                yield timezone.make_aware(datetime.combine(day, time(random.randint(10, 18), random.randint(0, 59))))
