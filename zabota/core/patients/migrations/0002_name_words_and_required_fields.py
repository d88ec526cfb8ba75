import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models import F, Func, Value
from django.db.models.functions import Concat, Lower

LETTERS = "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя"
NEIGHBOURS = "".join(chr(0xE000 + LETTERS.replace("ё", "").index("е" if letter == "ё" else letter)) for letter in LETTERS)


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_patients")]

    operations = [
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("word", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("patients", models.PositiveIntegerField(default=1)),
            ],
            options={
                "db_table": "patients_name_word",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"], name="patients_word_trigrams", opclasses=["gin_trgm_ops"]
                    ),
                    models.Index(fields=["word"], name="patients_word_prefix", opclasses=["text_pattern_ops"]),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequiredField",
            fields=[("key", models.CharField(max_length=40, primary_key=True, serialize=False))],
            options={"db_table": "patients_required_field"},
        ),
        migrations.AlterField(
            model_name="patient",
            name="name_key",
            field=models.CharField(blank=True, default="", editable=False, max_length=420),
        ),
        migrations.AlterField(
            model_name="patient",
            name="marital_status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("single", "single"),
                    ("married", "married"),
                    ("partnership", "living together"),
                    ("divorced", "divorced"),
                    ("widowed", "widowed"),
                ],
                default="",
                max_length=12,
                verbose_name="marital status",
            ),
        ),
        migrations.AddField(
            model_name="patient",
            name="sort_key",
            field=models.GeneratedField(
                expression=Func(
                    Lower(Concat(F("surname"), Value(" "), F("given"), Value(" "), F("patronymic"))),
                    Value(LETTERS),
                    Value(NEIGHBOURS),
                    function="translate",
                ),
                output_field=models.TextField(),
                db_persist=True,
                editable=False,
            ),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=django.contrib.postgres.indexes.GinIndex(
                Func(F("name_key"), Value(" "), function="string_to_array"),
                condition=models.Q(("state", "active")),
                name="patients_name_words",
            ),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(
                condition=models.Q(("state", "active")), fields=["sort_key", "id"], name="patients_alphabetical"
            ),
        ),
    ]
