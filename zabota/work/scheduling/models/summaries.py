from django.db import models

from zabota.core.patients.models import Patient
from zabota.core.practice.models import Branch


class VisitSummary(models.Model):
    """A patient's completed visits in figures, so that nobody counts six years of them to list who fell asleep.

    Written by triggers on `scheduling_appointment` alone; a patient without a completed visit has no line.
    """

    patient = models.OneToOneField(Patient, on_delete=models.CASCADE, primary_key=True, related_name="visit_summary")
    last_at = models.DateTimeField(null=True)
    last_branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    visits = models.PositiveIntegerField(default=0)
    paid = models.DecimalField(max_digits=14, decimal_places=2, null=True)

    class Meta:
        db_table = "scheduling_visit_summary"
        #: The first answers alone whoever asks for patients by their last visit; the second is the order of lists.
        indexes = [
            models.Index(fields=["last_at", "patient"], name="scheduling_last_visits"),
            models.Index(fields=["-paid", "patient"], name="scheduling_best_payers"),
        ]

    def __str__(self) -> str:
        return f"{self.visits} visits of {self.patient_id}"
