"""How far one's own background work is. Somebody else's does not exist."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from zabota.base.jobs.commands import cancel_job
from zabota.base.jobs.models import Job
from zabota.base.jobs.queries import jobs_requested_by, progress_of
from zabota.base.ui.policies import signed_in


@signed_in
@require_GET
def page(request: HttpRequest, public_id: str) -> HttpResponse:
    job = _own_job(request, public_id)
    return render(request, "jobs/page.html", {"job": job, "progress": progress_of(job)})


@signed_in
@require_GET
def progress(request: HttpRequest, public_id: str) -> HttpResponse:
    return _shown(request, _own_job(request, public_id))


@signed_in
@require_POST
def cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    job = _own_job(request, public_id)
    cancel_job(job=job, by=request.access.actor)  # type: ignore[attr-defined]
    job.refresh_from_db()
    return _shown(request, job)


def _own_job(request: HttpRequest, public_id: str) -> Job:
    return get_object_or_404(jobs_requested_by(request.user.pk or 0), public_id=public_id)


def _shown(request: HttpRequest, job: Job) -> HttpResponse:
    return render(request, "jobs/_progress_line.html", {"job": job, "progress": progress_of(job)})
