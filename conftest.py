"""Registers the test harness; see `zabota/site/testing/`."""

pytest_plugins = [
    "zabota.site.testing.network",
    "zabota.site.testing.databases",
    "zabota.site.testing.browser",
    "zabota.site.testing.clock",
    "zabota.site.testing.rights",
    "zabota.site.testing.page_queries",
]
