import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models import F, Func, Value


class Migration(migrations.Migration):
    """Names are found through their distinct words: the trigrams of whole names served nobody and slowed imports."""

    dependencies = [("patients", "0004_former_card_numbers_index")]

    operations = [
        migrations.RemoveIndex(model_name="patient", name="patients_name_trigrams"),
        migrations.RemoveIndex(model_name="patient", name="patients_name_prefix"),
        migrations.RemoveIndex(model_name="patient", name="patients_name_words"),
        migrations.RemoveIndex(model_name="nameword", name="patients_word_trigrams"),
        migrations.AddIndex(
            model_name="patient",
            index=django.contrib.postgres.indexes.GinIndex(
                Func(F("name_key"), Value(" "), function="string_to_array"),
                condition=models.Q(("state", "active")),
                fastupdate=False,
                name="patients_name_words",
            ),
        ),
        migrations.AddIndex(
            model_name="nameword",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["word"], fastupdate=False, name="patients_word_trigrams", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
