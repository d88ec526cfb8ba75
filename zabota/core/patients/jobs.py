"""Background doors of patients."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from zabota.base.jobs.commands import RunningJob
from zabota.base.jobs.registry import job
from zabota.core.patients.commands.deduplicating import deduplicate


@job("patients.dedupe", _("Search for duplicates"))
def find_duplicates(running: RunningJob) -> dict[str, Any]:
    return deduplicate(run=running, by=running.actor).as_dict()
