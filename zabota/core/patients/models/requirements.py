from django.db import models


class RequiredField(models.Model):
    """A field that the clinic wants filled on every card (R004, R065). Its key is one of `queries.card_fields`."""

    key = models.CharField(max_length=40, primary_key=True)

    class Meta:
        db_table = "patients_required_field"

    def __str__(self) -> str:
        return self.key
