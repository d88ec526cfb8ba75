"""The drawing of the house and the finders of this package: each finder is shown a fault and must see it."""

from zabota.site.tests.architecture.house import may_know, module_of, sources, steps


def test_the_order_is_the_one_of_the_contracts():
    heights = steps()
    upwards = [
        "lib",
        "base.postgres",
        "base.accounts",
        "core.practice",
        "core.patients",
        "core.intake",
        "outreach.todos",
        "work.scheduling",
        "site",
    ]
    assert [heights[module] for module in upwards] == sorted(heights[module] for module in upwards)
    assert heights["core.staff"] == heights["core.catalog"]


def test_a_module_knows_itself_and_what_stands_lower():
    assert may_know("work.scheduling", "core.patients")
    assert may_know("core.patients", "core.patients")
    assert not may_know("core.patients", "work.scheduling")
    assert not may_know("core.staff", "core.catalog")


def test_every_source_file_belongs_to_a_module():
    assert {module for _, module in sources()} <= set(steps())
    assert module_of("django.db.models") is None
    assert module_of("zabota.site.serving.program") == "site"
