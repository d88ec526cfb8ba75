"""`zabota create-director`: an account for a director, made by whoever owns the machine."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from zabota.core.staff.commands import create_director
from zabota.lib.errors import Refused


class Command(BaseCommand):
    help = "Create an account with the role of director. The password is asked for, or read from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login")
        parser.add_argument("full_name", help="in quotes")

    def handle(self, *args: Any, login: str, full_name: str, **options: Any) -> None:
        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            create_director(full_name=full_name, login=login, password=password)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{full_name} may sign in as {login}; the first sign-in sets up the phone.")
