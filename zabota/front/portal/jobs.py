"""What the clock does about the public door."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from zabota.base.jobs.commands import RunningJob
from zabota.base.jobs.registry import job
from zabota.front.portal.commands.limits import forget_old_counts


@job("portal.forget_counts", _("Forgetting how often addresses sent something"), every=timedelta(hours=1))
def forget_counts(running: RunningJob) -> dict[str, int]:
    return {"forgotten": forget_old_counts()}
