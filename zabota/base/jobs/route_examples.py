"""Objects for the matrix of rights."""

from typing import Any

from zabota.base.jobs.commands import enqueue
from zabota.base.jobs.registry import job_kinds


def _requested(place: Any) -> dict[str, Any]:
    """A job that the person of the place asked for."""
    return {"public_id": enqueue(job_kinds.keys()[0], by=place.user.as_actor()).public_id}


examples = dict.fromkeys(("jobs:page", "jobs:progress", "jobs:cancel"), _requested)
