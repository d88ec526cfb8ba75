import uuid

from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Branch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='name')),
                ('city', models.CharField(blank=True, default='', max_length=80, verbose_name='city')),
                ('address', models.CharField(blank=True, default='', max_length=200, verbose_name='address')),
                ('phone', models.CharField(blank=True, default='', max_length=20, verbose_name='phone')),
                ('time_zone', models.CharField(default='Europe/Samara', max_length=40, verbose_name='time zone')),
                ('is_open', models.BooleanField(default=True, verbose_name='receives patients')),
            ],
            options={
                'db_table': 'practice_branch',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Practice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('country', models.CharField(choices=[('RU', 'Russia'), ('UA', 'Ukraine'), ('KZ', 'Kazakhstan')], default='RU', max_length=2, verbose_name='country')),
                ('currency', models.CharField(default='RUB', max_length=3, verbose_name='currency')),
                ('sleeping_from_months', models.PositiveSmallIntegerField(default=3, verbose_name='asleep after, months')),
                ('sleeping_to_months', models.PositiveSmallIntegerField(default=6, verbose_name='lost after, months')),
                ('contact_interval_days', models.PositiveSmallIntegerField(default=30, verbose_name='days between contacts')),
                ('contact_attempts_limit', models.PositiveSmallIntegerField(default=3, verbose_name='calls before giving up')),
                ('calls_without_consent_decided_on', models.DateField(blank=True, null=True)),
                ('calls_without_consent_decided_by', models.CharField(blank=True, default='', max_length=200)),
                ('is_demo', models.BooleanField(default=False, editable=False)),
            ],
            options={
                'db_table': 'practice_practice',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='practice_is_one'), models.CheckConstraint(condition=models.Q(('sleeping_to_months__gt', models.F('sleeping_from_months'))), name='practice_sleeping_window_is_not_empty')],
            },
        ),
    ]
