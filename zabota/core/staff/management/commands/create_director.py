"""`zabota create-director`: an account for a director, made by whoever owns the machine."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from zabota.core.staff.commands import create_director
from zabota.lib.errors import Refused


class Command(BaseCommand):
    help = gettext_noop("Make an account of a director; the password is asked for, or read from the standard input.")

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", metavar=_("LOGIN"))
        parser.add_argument("full_name", metavar=_("FULL_NAME"), help=_("in quotes"))

    def handle(self, *args: Any, login: str, full_name: str, **options: Any) -> None:
        password = getpass.getpass(_("Password: ")) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            create_director(full_name=full_name, login=login, password=password)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{full_name} may sign in as {login}; the first sign-in sets up the phone.")
