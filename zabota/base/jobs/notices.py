"""One's own work of today, under the bell: what is running, and how what has ended went."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zabota.base.jobs.models import Job, State
from zabota.base.jobs.queries import jobs_requested_by, progress_of
from zabota.base.ui.registry import Notice, notice_sources

RECENT = timedelta(hours=12)
FEW = 8


def own_jobs(request: Any) -> Sequence[Notice]:
    recent = jobs_requested_by(request.user.pk).filter(created_at__gte=timezone.now() - RECENT)
    return [_notice(job) for job in recent.order_by("-created_at")[:FEW]]


def _notice(job: Job) -> Notice:
    progress = progress_of(job)
    detail = str(State(job.state).label)
    if not progress.is_finished and progress.per_cent is not None:
        detail = _("%(per_cent)d %% done") % {"per_cent": progress.per_cent}
    return Notice(
        title=progress.title,
        detail=detail,
        url=reverse("jobs:page", args=[job.public_id]),
        icon="progress",
        is_calling=not progress.is_finished,
    )


notice_sources.register("jobs", own_jobs)
