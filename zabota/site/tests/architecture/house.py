"""The house as the contracts draw it: every module and how high it stands."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[3]


@cache
def steps():
    """Module -> its height; those on one step share it. `"core.patients": 12`, `"site": 30`."""
    contracts = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    rooms = {contract["containers"][0]: contract["layers"] for contract in contracts}
    heights = {}
    for floor in reversed(rooms["zabota"]):
        for step in reversed(rooms.get(f"zabota.{floor}", [])):
            height = len(set(heights.values()))
            heights |= {f"{floor}.{name}": height for name in re.findall(r"\w+", step)}
        if f"zabota.{floor}" not in rooms:
            heights[floor] = len(set(heights.values()))
    return heights


def module_of(dotted):
    """`zabota.core.patients.models.Patient` -> `core.patients`; None for what is not ours."""
    words = dotted.split(".")
    if words[0] != "zabota" or len(words) < 2:
        return None
    return words[1] if words[1] in {"lib", "site"} else ".".join(words[1:3])


def may_know(module, other):
    """May `module` refer to `other`: itself, what stands lower, and what is not ours."""
    return other is None or other == module or steps()[other] < steps()[module]


def sources() -> Iterator[tuple[Path, str]]:
    """Every Python file that is neither test nor migration, with its module."""
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        if len(inside.parts) > 1 and not {"tests", "migrations"} & set(inside.parts):
            module = module_of(".".join(("zabota", *inside.with_suffix("").parts)))
            if module in steps():
                yield path, module


@cache
def syntax(path):
    return ast.parse(path.read_text(), str(path))


def place(path, node):
    return f"{path.relative_to(PACKAGE.parent)}:{node.lineno}"


def imported_names(tree):
    """Local name -> where it comes from: `{"Patient": "zabota.core.patients.models.Patient"}`."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
