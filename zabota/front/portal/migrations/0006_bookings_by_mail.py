from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0005_booking_platforms")]

    operations = [
        migrations.AddField("onlinebooking", "mail_index", models.BinaryField(max_length=16, null=True)),
    ]
