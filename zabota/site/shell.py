"""What the shell says: which commands there are, how one is written, and why it was not run."""

from argparse import ArgumentError, ArgumentParser, Namespace
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from django.core.management import CommandError, get_commands, load_command_class
from django.core.management.base import BaseCommand, DjangoHelpFormatter
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OURS = "zabota."
#: Every command of ours, by what it is for. Django's own answer too, and are not listed: they are for developers.
GROUPS = (
    (gettext_lazy("Work"), ("serve", "worker", "demo")),
    (gettext_lazy("Your files and the base"), ("audit", "import", "dedupe", "origins", "copy", "erase")),
    (gettext_lazy("Who may come in"), ("setup_code", "create_director", "reset_second_factor", "rights")),
    (gettext_lazy("Proofs and measures"), ("prove", "bench")),
)
HEADINGS = {"positional arguments": gettext_lazy("What is named"), "options": gettext_lazy("What may be added")}
FOR_HELP = {"-h", "--help"}
#: Switches that Django gives to every command: they work, and are no concern of who runs a clinic.
FOR_DEVELOPERS = {
    "--version", "--verbosity", "--settings", "--pythonpath", "--traceback", "--no-color", "--force-color",
}  # fmt: skip


def is_ours(name: str) -> bool:
    return str(get_commands().get(name, "")).startswith(OURS)


def our_commands() -> list[str]:
    return [name for name in get_commands() if is_ours(name)]


def spelled(name: str) -> str:
    return name.replace("_", "-")


def list_of_commands() -> str:
    lines = [_("Zabota keeps a clinic's patients, calls and visits."), ""]
    for title, names in GROUPS:
        lines.append(f"{title}:")
        lines += [f"  {spelled(name):<21} {_(load(name).help)}" for name in names]
        lines.append("")
    return "\n".join([*lines, _("How a command is written: zabota COMMAND --help")])


def refuse_unknown(name: str) -> None:
    """Raises CommandError."""
    if name in get_commands():
        return
    near = get_close_matches(name, our_commands(), n=1)
    words = {"name": spelled(name), "near": spelled(near[0]) if near else ""}
    if near:
        raise CommandError(_("There is no command «%(name)s». Was it «%(near)s»? All of them: zabota --help") % words)
    raise CommandError(_("There is no command «%(name)s». All of them: zabota --help") % words)


def how_to_write(name: str) -> str:
    return parser_of(load(name), name).format_help()


def read(name: str, words: Sequence[str]) -> tuple[BaseCommand, dict[str, Any]]:
    """The command and what it is called with. Raises CommandError with one line for people."""
    command = load(name)
    return command, vars(parsed(parser_of(command, name), words))


def load(name: str) -> BaseCommand:
    return load_command_class(get_commands()[name], name)


def parser_of(command: BaseCommand, name: str) -> ArgumentParser:
    command.suppressed_base_arguments = FOR_DEVELOPERS
    command.requires_system_checks = []  # those of the sources: `make lint` runs them
    words: dict[str, Any] = {"formatter_class": InTheUsersLanguage, "add_help": False, "exit_on_error": False}
    parser = command.create_parser("zabota", spelled(name), **words)
    parser.description = _(command.help)
    return parser


def parsed(parser: ArgumentParser, words: Sequence[str]) -> Namespace:
    """Raises CommandError."""
    usage = " ".join(parser.format_usage().split())
    try:
        return parser.parse_args(words)
    except ArgumentError as error:
        refused = _("%(argument)s cannot be so.") % {"argument": error.argument_name}
    except CommandError:
        refused = _("The command is not written so.")
    raise CommandError(f"{refused} {usage}")


class InTheUsersLanguage(DjangoHelpFormatter):
    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, prefix or _("It is written so: "))

    def start_section(self, heading: str | None) -> None:
        super().start_section(str(HEADINGS.get(heading or "", heading)))
