from django.contrib.postgres.indexes import GinIndex
from django.db import models


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
            models.Index(fields=["word"], opclasses=["text_pattern_ops"], name="patients_word_prefix"),
        ]

    def __str__(self) -> str:
        return self.word
