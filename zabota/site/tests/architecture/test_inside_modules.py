"""The order of files inside a module: urls > views > forms > doors > commands > queries > rules > models > registry, events."""

import ast

from zabota.site.tests.architecture.house import PACKAGE, place, sources, syntax

ORDER = [
    {"registry", "events"},
    {"models"},
    {"rules"},
    {"queries"},
    {"commands"},
    {
        "jobs", "subscribers", "criteria", "mirrored", "merge_fields", "actions", "importers", "panels", "patient_data",
        "menu", "grants", "search", "goals", "payment_methods", "call_reasons", "outcomes", "proofs", "benches",
    },
    {"forms"},
    {"views", "admin", "api", "management", "listed"},
    {"urls"},
]  # fmt: skip
HEIGHT = {name: height for height, names in enumerate(ORDER) for name in names}


def climbing_imports(tree, own_package, own_file):
    """Imports from a file of the same module that stands higher than `own_file`."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.ImportFrom) and node.module and f"{node.module}.".startswith(f"{own_package}.")):
            continue
        inside = node.module.removeprefix(own_package).strip(".")
        names = [inside.split(".")[0]] if inside else [alias.name for alias in node.names]
        yield from ((node, name) for name in names if HEIGHT.get(name, -1) > HEIGHT.get(own_file, len(ORDER)))


def test_files_of_a_module_import_only_what_stands_below_them():
    found = []
    for path, module in sources():
        package = PACKAGE.joinpath(*module.split("."))
        own_file = path.relative_to(package).parts[0].removesuffix(".py")
        dotted = f"zabota.{module}"
        found += [
            f"{place(path, node)}: {own_file} imports {name}"
            for node, name in climbing_imports(syntax(path), dotted, own_file)
        ]
    assert found == []


def test_the_finder_sees_a_query_that_imports_a_command():
    planted = ast.parse(
        "from zabota.core.patients.commands import register\nfrom zabota.core.patients import models, views\n"
    )
    assert [name for _, name in climbing_imports(planted, "zabota.core.patients", "queries")] == ["commands", "views"]
