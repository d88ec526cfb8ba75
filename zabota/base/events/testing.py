"""Deliver facts and run jobs inside a test's own transaction."""

from zabota.base.events.commands import receive
from zabota.base.events.models import Event
from zabota.base.events.registry import subscriptions
from zabota.base.jobs.testing import next_waiting_job, run_now


def run_pending(*, after: int = 0) -> None:
    """Deliver facts and run jobs until nothing waits; a job that failed raises its error here. `after` is the number of
    the last fact that was heard before."""
    delivered = after
    while True:
        last_event, job = _deliver_after(delivered), next_waiting_job()
        if job is not None:
            run_now(job)
        elif last_event == delivered:
            return
        delivered = last_event


def _deliver_after(event_id: int) -> int:
    for event in Event.objects.filter(pk__gt=event_id, triggers=True).order_by("pk"):
        for subscription in subscriptions:
            if subscription.kind == event.kind:
                receive(subscription, event)
        event_id = event.pk
    return event_id
