"""Slots of the call list: why to call, how a call ends, what the operator sees beside it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.forms import Form

from zabota.lib.actors import Actor
from zabota.lib.registry import Registry


@dataclass(frozen=True)
class Sql:
    """A piece of SQL with its parameters (`%s` or `%(name)s`)."""

    text: str
    parameters: Sequence[Any] = ()


@dataclass(frozen=True)
class CallReason:
    """Why a patient may be on the list. A care reason (recommended, due, unfinished) is its own lawful ground, and so is
    one that concerns a booking (`is_service`).

    `candidates(days)` selects `patient_id, branch_id, since_on, paid` (money, may be null), one row a patient, in one
    statement that is fast on a hundred thousand patients. `settled` is a condition on the row `call` of `todos_call`
    under which the reason has gone. `days` is the clinic's own number, with `default_days` where it gave none; None
    where the reason needs no number. `explain(calls)` gives for the id of each call the sentence that the operator
    reads, in one query whatever their number. `words(call)` fills the reason's own places in its script: "{visit}".
    """

    key: str
    title: object
    script: object
    is_care: bool = False
    is_on: bool = True
    default_days: int | None = None
    candidates: Callable[[int | None], Sql] | None = field(default=None, compare=False)
    settled: str = "false"
    explain: Callable[[Sequence[Any]], Mapping[int, str]] | None = field(default=None, compare=False)
    is_service: bool = False
    words: Callable[[Any], Mapping[str, str]] | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Consequence:
    """What an outcome does to the call: it comes back at `due_at`, or ends as `closes_as` (a `CallState`).

    `undo` (JSON) is given to `Outcome.undo`.
    """

    due_at: datetime | None = None
    is_promised: bool = False
    is_unanswered: bool = False
    closes_as: str = "done"
    undo: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How a call ends, by one key (`code` of `event.code`).

    `fact` is its event, `(patient_id, branch_id, call_id)`. An outcome for the `whole_number` settles every member of a
    family behind it; others settle one person. `form` asks for what the consequence needs, `apply(call, details, by)`
    makes it true through commands of other modules in the same transaction, `undo(call, undo, by)` takes it back.
    With `reasons` it is offered in calls for these alone, in place of the general outcome of the same key.
    `was_reached` and `has_agreed` count in the progress; `settles_patient` closes the patient's other calls too.
    """

    key: str
    title: object
    code: str
    order: int
    fact: type
    apply: Callable[[Any, Mapping[str, Any], Actor], Consequence] = field(compare=False)
    undo: Callable[[Any, Mapping[str, Any], Actor], None] = field(compare=False)
    form: Callable[..., Form] | None = None
    template: str = "todos/_fields.html"
    was_reached: bool = True
    has_agreed: bool = False
    whole_number: bool = False
    settles_patient: bool = False
    icon: str = "point"
    tone: str = "secondary"
    reasons: Collection[str] = ()

    @property
    def asks(self) -> bool:
        """Whether the key opens questions before the outcome is written."""
        return self.form is not None


@dataclass(frozen=True)
class CallPanel:
    """What a module shows beside the call: `context(patient, access)` for `template`."""

    key: str
    title: object
    order: int
    template: str
    context: Callable[[Any, Any], Mapping[str, Any]] = field(compare=False)


call_reasons: Registry[CallReason] = Registry("call reasons")
outcomes: Registry[Outcome] = Registry("call outcomes")
call_panels: Registry[CallPanel] = Registry("call panels")


def offered_outcomes(reason: str) -> list[Outcome]:
    """How a call for this reason may end, in the order of the keys."""
    own = {each.code: each for each in outcomes if reason in each.reasons}
    general = {each.code: each for each in outcomes if not each.reasons}
    return sorted((general | own).values(), key=lambda each: each.order)


@dataclass(frozen=True)
class ProgressChart:
    """A comparison that a module adds to the director's progress: `draw(reach)` gives a `ui.charts.BarChart`."""

    key: str
    order: int
    draw: Callable[[Any], Any] = field(compare=False)


progress_charts: Registry[ProgressChart] = Registry("progress charts")
