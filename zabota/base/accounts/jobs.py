"""What the door forgets once a day."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.throttling import forget_old_attempts
from zabota.base.jobs.commands import RunningJob
from zabota.base.jobs.registry import job


@job("accounts.sweep", _("Forgetting ended sessions"), every=timedelta(days=1))
def sweep(running: RunningJob) -> None:
    with running.transaction():
        Session.objects.filter(expire_date__lt=timezone.now()).delete()
        forget_old_attempts()
