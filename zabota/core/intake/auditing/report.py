"""The report as one self-contained page: no network, no scripts, fit for print."""

from django.template.loader import render_to_string

from zabota.core.intake.auditing.figures import Audit
from zabota.core.intake.queries.screens import DOUBT_TITLES, ERROR_TITLES
from zabota.core.intake.registry import importer_of


def report_html(audit: Audit, *, currency: str) -> str:
    """In the active language; `currency` (ISO 4217) of the sums in the files."""
    files = [
        (
            file,
            ", ".join(dict.fromkeys(str(importer_of(kind).label) for kind in file.kinds)),
            ERROR_TITLES.get(file.error, ""),
        )
        for file in audit.files
    ]
    doubts = [(DOUBT_TITLES[kind], count) for kind, count in audit.doubts]
    shown = {"audit": audit, "today": audit.today, "files": files, "doubts": doubts, "currency": currency}
    return render_to_string("intake/audit_report.html", shown)
