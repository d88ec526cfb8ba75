import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('practice', '0001_practice_and_branches'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Doctor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('surname', models.CharField(max_length=100, verbose_name='surname')),
                ('given', models.CharField(blank=True, default='', max_length=100, verbose_name='first name')),
                ('patronymic', models.CharField(blank=True, default='', max_length=100, verbose_name='patronymic')),
                ('speciality', models.CharField(blank=True, default='', max_length=100, verbose_name='speciality')),
                ('is_active', models.BooleanField(default=True)),
                ('branches', models.ManyToManyField(blank=True, db_table='staff_doctor_branch', related_name='doctors', to='practice.branch')),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='doctor', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'staff_doctor',
                'ordering': ['surname', 'given'],
            },
        ),
        migrations.CreateModel(
            name='Employment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('director', 'director'), ('chief_doctor', 'chief doctor'), ('senior_administrator', 'senior administrator'), ('service_manager', 'service manager'), ('front_desk', 'front desk'), ('operator', 'operator'), ('doctor', 'doctor'), ('nurse', 'nurse'), ('marketer', 'marketer'), ('accountant', 'accountant'), ('storekeeper', 'storekeeper'), ('data_steward', 'data steward'), ('system_administrator', 'system administrator')], max_length=30, verbose_name='role')),
                ('since', models.DateField(default=django.utils.timezone.localdate)),
                ('until', models.DateField(blank=True, null=True)),
                ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='employments', to='practice.branch')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='employments', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'staff_employment',
                'constraints': [models.UniqueConstraint(fields=('user', 'role', 'branch'), name='staff_employment_is_once', nulls_distinct=False)],
            },
        ),
    ]
