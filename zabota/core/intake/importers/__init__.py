"""Importers that intake itself serves, because what they fill lies below it."""

from zabota.core.intake.importers.patients import PATIENTS

__all__ = ["PATIENTS"]
