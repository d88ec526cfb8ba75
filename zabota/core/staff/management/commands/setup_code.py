"""`zabota setup-code`: the code that the first page of an empty installation asks for."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zabota.base.accounts.queries import nobody_yet
from zabota.base.accounts.setup_code import setup_code


class Command(BaseCommand):
    help = gettext_noop("Print the code that the first page of an empty installation asks for.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not nobody_yet():
            raise CommandError(_("This clinic has its director already."))
        self.stdout.write(setup_code())
