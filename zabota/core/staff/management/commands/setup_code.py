"""`zabota setup-code`: the code that the first page of an empty installation asks for."""

from typing import Any

from django.core.management import BaseCommand, CommandError

from zabota.base.accounts.queries import nobody_yet
from zabota.base.accounts.setup_code import setup_code


class Command(BaseCommand):
    help = "Print the code with which the first director is named."

    def handle(self, *args: Any, **options: Any) -> None:
        if not nobody_yet():
            raise CommandError("This clinic has its director already.")
        self.stdout.write(setup_code())
