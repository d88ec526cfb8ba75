"""See the package."""

import sys
from collections.abc import Callable, Iterator

from zabota.site.messages.catalogues import compile_changed, update
from zabota.site.messages.checking import problems

COMMANDS: dict[str, Callable[[], Iterator[str]]] = {"compile": compile_changed, "check": problems, "update": update}


def main(command: str) -> int:
    lines = list(COMMANDS[command]())
    for line in lines:
        print(line)  # noqa: T201
    return 1 if command == "check" and lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
