from django.db import models


class ForgottenTrace(models.Model):
    """A keyed hash by which a person who was erased is known when a file brings him again; no word of him is kept.

    `card` is the public id of the empty card that he left: the traces of one person go together.
    """

    card = models.UUIDField()
    digest = models.BinaryField(max_length=16)

    class Meta:
        db_table = "patients_forgotten"
        constraints = [models.UniqueConstraint(fields=["digest", "card"], name="patients_forgotten_is_once")]

    def __str__(self) -> str:
        return f"trace of {self.card}"
