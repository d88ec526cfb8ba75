"""What is measured of patients: `zabota bench dedupe`, `zabota bench search`."""

from zabota.core.patients.benches import deduplication, search

__all__ = ["deduplication", "search"]
