import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0002_news_of_visits"),
        ("scheduling", "0021_group_sessions"),
    ]

    operations = [
        migrations.AddField(
            model_name="offer",
            name="message",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="messaging.message",
            ),
        ),
    ]
