from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0017_visits_outside_hours")]

    operations = [
        migrations.RenameField("appointment", "payer_note", "payer_name"),
        migrations.AlterField(
            model_name="appointment",
            name="payer_name",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=200, verbose_name="relative, company or insurer"
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="letter_number",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=60, verbose_name="letter of guarantee"
            ),
        ),
        migrations.AddField(
            model_name="appointment",
            name="letter_until",
            field=models.DateField(null=True, verbose_name="letter valid until"),
        ),
    ]
