"""The audit of a base: what files really hold, told in two minutes, without a clinic and without keeping anything."""

from zabota.core.intake.auditing.figures import Audit, Bar, audit_of
from zabota.core.intake.auditing.people import FileToAudit, Gathered, gather

__all__ = ["Audit", "Bar", "FileToAudit", "Gathered", "audit_of", "gather"]
