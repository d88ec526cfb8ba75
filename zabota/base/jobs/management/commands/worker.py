from typing import Any

from django.core.management.base import BaseCommand

from zabota.base.jobs.worker import run_until, stop_on_signals


class Command(BaseCommand):
    help = "Run background jobs and deliver events until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        run_until(stop_on_signals())
