"""The bench of pages, on a base small enough for a test: it builds, every page opens, and every copy has its visits."""

from django.db.models import Count

from zabota.core.patients.models import ContactPoint, Patient
from zabota.site import benches
from zabota.work.scheduling.models import Appointment, VisitSummary


def test_every_page_is_measured_in_a_multiplied_clinic(committed_db):
    names = [figure.name for figure in benches.run(patients=180, invented=60, rounds=1)]
    assert names[:2] == ["pages: patients in the base", "pages: refresh of the call list"]
    assert len(names) == 2 + 2 * len(benches.PAGES)
    namesakes = Patient.objects.values_list("surname", "given").annotate(count=Count("pk"))
    assert {count % 3 for _surname, _given, count in namesakes} == {0}
    came = Appointment.objects.filter(status="completed").values("patient").distinct()
    assert came.count() == VisitSummary.objects.count()
    phone = ContactPoint.objects.filter(kind="phone").latest("patient_id")
    assert str(phone.value).startswith("+799")
