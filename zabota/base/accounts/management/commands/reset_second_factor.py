"""`zabota reset-second-factor LOGIN`: when the only director lost the phone and the recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zabota.base.accounts.commands import remove_second_factor
from zabota.base.accounts.queries import user_by_login
from zabota.lib.actors import SYSTEM


class Command(BaseCommand):
    help = gettext_noop("Remove a person's phone; the next sign-in sets up another.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", metavar=_("LOGIN"))

    def handle(self, *args: Any, login: str, **options: Any) -> None:
        user = user_by_login(login)
        if user is None:
            raise CommandError(_("Nobody signs in as %s.") % login)
        remove_second_factor(user=user, by=SYSTEM)
        self.stdout.write(f"{user.full_name}: the next sign-in sets up a phone.")
