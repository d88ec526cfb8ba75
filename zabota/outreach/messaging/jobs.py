"""The clock of messages: handing them over, and forgetting codes that count no more."""

import time
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from zabota.base.jobs.commands import RunningJob
from zabota.base.jobs.registry import job
from zabota.outreach.messaging.commands.codes import forget_old_codes
from zabota.outreach.messaging.commands.delivering import deliver_due, seconds_until_due
from zabota.outreach.messaging.registry import DELIVERY

EVERY = timedelta(seconds=10)
#: A turn is shorter than the time until the next one begins, so that one worker at a time is busy with it.
TURN = 8.0
#: A longer pause is left to the next turn.
SHORT_PAUSE = 1.0


@job(DELIVERY, _("Sending messages"), every=EVERY)
def deliver(running: RunningJob) -> dict[str, int]:
    """Every message is a transaction of its own, fenced by its own attempt: the job may die at any point."""
    looked_at, ends_at = 0, time.monotonic() + TURN
    while time.monotonic() < ends_at:
        looked_at += deliver_due()
        running.progress(looked_at)
        pause = seconds_until_due()
        if pause is None or pause > SHORT_PAUSE:
            break
        time.sleep(pause)
    return {"messages": looked_at}


@job("messaging.forget_codes", _("Forgetting one-time codes"), every=timedelta(hours=1))
def forget_codes(running: RunningJob) -> dict[str, int]:
    with running.transaction():
        return {"codes": forget_old_codes()}
