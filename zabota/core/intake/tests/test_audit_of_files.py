"""The audit of files: a report without a clinic."""

import pytest
from django.core.management import call_command

from zabota.core.intake.testing import a_journal, a_list_of_patients


@pytest.mark.parametrize(("country", "sign", "other"), [("RU", "₽", "₴"), ("UA", "₴", "₽")])
def test_the_report_needs_no_database_and_writes_sums_as_the_country_does(tmp_path, country, sign, other):
    for name, content in (("patients.csv", a_list_of_patients()), ("journal.csv", a_journal())):
        (tmp_path / name).write_bytes(content)
    report = tmp_path / "report.html"
    call_command("audit", *tmp_path.glob("*.csv"), out=report, country=country)
    text = report.read_text(encoding="utf-8")
    assert (sign in text, other in text) == (True, False)
