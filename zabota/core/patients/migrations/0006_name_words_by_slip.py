import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models import F, Func

SLIPS = """
CREATE FUNCTION patients_word_slips(word text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT overlay(word placing '' from place for 1)) || word
    FROM generate_series(1, char_length(word)) AS place
$$
"""


class Migration(migrations.Migration):
    """A beginning is answered from the index alone; a word with one slip by the words that lack one letter."""

    dependencies = [("patients", "0005_leaner_name_indexes")]

    operations = [
        migrations.RunSQL(SLIPS, "DROP FUNCTION patients_word_slips(text)"),
        migrations.RemoveIndex(model_name="nameword", name="patients_word_prefix"),
        migrations.AddIndex(
            model_name="nameword",
            index=models.Index(
                fields=["word"], include=["patients"], name="patients_word_prefix", opclasses=["text_pattern_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="nameword",
            index=django.contrib.postgres.indexes.GinIndex(
                Func(
                    F("word"),
                    function="patients_word_slips",
                    output_field=django.contrib.postgres.fields.ArrayField(models.TextField()),
                ),
                fastupdate=False,
                name="patients_word_slips",
            ),
        ),
    ]
