"""Background doors that keep the base in order; `jobs.py` holds those of duplicates."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from zabota.base.jobs.registry import job
from zabota.core.patients.commands.counting import count_base, recount_completeness, recount_name_words


@job("patients.completeness", _("Completeness of the base"))
def completeness(running: Any) -> None:
    """Count every card anew after the clinic has chosen other required fields, a portion a transaction."""
    recount_completeness(running)
    with running.transaction():
        count_base()


@job("patients.state_of_base", _("State of the base"), every=timedelta(hours=1))
def state_of_base(running: Any) -> None:
    """Count the fields of all cards for the page that shows their shares and when they were counted."""
    with running.transaction():
        count_base()


@job("patients.name_words", _("Words of names"), every=timedelta(days=1))
def name_words(running: Any) -> None:
    """Count how many bear each word of a name, and forget words that nobody bears any more."""
    with running.transaction():
        recount_name_words()
