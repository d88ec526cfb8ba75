from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func


class NameWord(models.Model):
    """A distinct word of `Patient.name_key`: where typing mistakes are looked up before the base itself is asked.

    Commands add words and a nightly job recounts them: `patients` only ranks near words, so that registering a
    thousand Александрs at once needs no lock on one row.
    """

    word = models.CharField(max_length=100, primary_key=True)
    patients = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "patients_name_word"
        indexes = [
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="patients_word_trigrams", fastupdate=False),
            models.Index(
                fields=["word"], include=["patients"], opclasses=["text_pattern_ops"], name="patients_word_prefix"
            ),
            # The word and all that is left of it without one letter: words one slip apart have something in common.
            GinIndex(
                Func(F("word"), function="patients_word_slips", output_field=ArrayField(models.TextField())),
                name="patients_word_slips",
                fastupdate=False,
            ),
        ]

    def __str__(self) -> str:
        return self.word
