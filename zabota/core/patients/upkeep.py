"""Background doors that keep the base in order; `jobs.py` holds those of duplicates."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from zabota.base.jobs.registry import job
from zabota.core.patients.commands.counting import recount_completeness, recount_name_words


@job("patients.completeness", _("Completeness of the base"))
def completeness(running: Any) -> None:
    """Count every card anew after the clinic has chosen other required fields, a portion a transaction."""
    recount_completeness(running)


@job("patients.name_words", _("Words of names"), every=timedelta(days=1))
def name_words(running: Any) -> None:
    """Count how many bear each word of a name, and forget words that nobody bears any more."""
    with running.transaction():
        recount_name_words()
