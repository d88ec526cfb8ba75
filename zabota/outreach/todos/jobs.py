"""Background doors of the call list."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from zabota.base.jobs.commands import RunningJob
from zabota.base.jobs.registry import job
from zabota.core.patients.commands.consents import withdraw_consent
from zabota.core.patients.models import ConsentPurpose
from zabota.outreach.todos.commands.refreshing import refresh_call_list
from zabota.outreach.todos.models import CallAttempt


@job("todos.refresh_calls", _("Refresh the call list"), every=timedelta(hours=1))
def refresh_calls(running: RunningJob) -> dict[str, int]:
    with running.transaction():
        refreshed = refresh_call_list(by=running.actor)
    return {"added": refreshed.added, "settled": refreshed.settled}


@job("todos.withdraw_consent", _("Write a withdrawal into the consent ledger"))
def withdraw(running: RunningJob, call_id: int, submission: str) -> None:
    """What a patient said in a call, once the time for taking the outcome back has passed."""
    with running.transaction():
        attempt = CallAttempt.objects.filter(call_id=call_id, submission=submission, undone_at__isnull=True).first()
        if attempt is not None:
            withdraw_consent(
                patient=attempt.patient,
                purpose=ConsentPurpose.ADVERTISING,
                evidence=f"call:{attempt.public_id}",
                source="call",
                by=running.actor,
            )
