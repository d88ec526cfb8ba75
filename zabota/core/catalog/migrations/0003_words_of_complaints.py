import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_bookable")]

    operations = [
        migrations.CreateModel(
            name="ComplaintWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("speciality", models.CharField(blank=True, default="", max_length=100, verbose_name="speciality")),
                ("words", models.TextField(verbose_name="words of patients")),
                (
                    "category",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="complaint_words",
                        to="catalog.servicecategory",
                    ),
                ),
            ],
            options={"db_table": "catalog_complaint_words"},
        ),
        migrations.AddConstraint(
            "complaintwords",
            models.UniqueConstraint(
                condition=models.Q(("speciality", ""), _negated=True), fields=("speciality",),
                name="catalog_complaints_of_speciality_once",
            ),
        ),
        migrations.AddConstraint(
            "complaintwords",
            models.CheckConstraint(
                condition=models.Q(
                    ("category__isnull", False), ("speciality", ""),
                ) | models.Q(("category__isnull", True), models.Q(("speciality", ""), _negated=True)),
                name="catalog_complaints_lead_to_one_thing",
            ),
        ),
    ]
