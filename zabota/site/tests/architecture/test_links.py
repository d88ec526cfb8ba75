"""Links point down: a template or a view names only pages and templates of its own module or of a lower one.

What hangs on a page from above (a panel, an entry of the menu) hands its address over through a slot.
"""

import ast
import re

from django.urls import URLPattern, get_resolver

from zabota.site.tests.architecture.house import PACKAGE, may_know, module_of, place, sources, syntax

LINK = re.compile(r"""\{%\s*url\s+["']([\w:-]+)["']""")
TEMPLATE = re.compile(r"""\{%\s*(?:include|extends)\s+["']([\w-]+)/""")
REVERSES = {"reverse", "reverse_lazy", "redirect", "resolve_url"}


def owners_of_names():
    """`"patients:card"` -> `core.patients`."""
    found = {}

    def walk(patterns, namespace):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                if pattern.name:
                    found[f"{namespace}{pattern.name}"] = module_of(pattern.callback.__module__)
            else:
                inner = f"{pattern.namespace}:" if pattern.namespace else ""
                walk(pattern.url_patterns, namespace + inner)

    walk(get_resolver().url_patterns, "")
    return found


def templates():
    for path in sorted(PACKAGE.glob("**/templates/**/*.html")):
        yield path, module_of(".".join(("zabota", *path.relative_to(PACKAGE).parts)))


def test_templates_link_down():
    owners = owners_of_names()
    found = [
        f"{path.relative_to(PACKAGE)} links to {name}"
        for path, module in templates()
        for name in LINK.findall(path.read_text())
        if name not in owners or not may_know(module, owners[name])
    ]
    assert found == []


def test_templates_include_and_extend_down():
    folders = {
        folder.name: module_of(".".join(("zabota", *folder.relative_to(PACKAGE).parts)))
        for folder in PACKAGE.glob("*/**/templates/*")
    }
    found = [
        f"{path.relative_to(PACKAGE)} takes from {folder}"
        for path, module in templates()
        for folder in TEMPLATE.findall(path.read_text())
        if folder in folders and not may_know(module, folders[folder])
    ]
    assert found == []


def test_code_links_down():
    owners = owners_of_names()
    found = [
        f"{place(path, node)} links to {node.args[0].value}"
        for path, module in sources()
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in REVERSES
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value in owners
        and not may_know(module, owners[node.args[0].value])
    ]
    assert found == []
