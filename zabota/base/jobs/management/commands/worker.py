from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_noop

from zabota.base.jobs.worker import run_until, stop_on_signals


class Command(BaseCommand):
    help = gettext_noop("Do background work until stopped; «serve» runs it by itself.")

    def handle(self, *args: Any, **options: Any) -> None:
        run_until(stop_on_signals())
