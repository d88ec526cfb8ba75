import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0003_words_of_complaints'),
    ]

    operations = [
        migrations.CreateModel(
            name='Package',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200, unique=True, verbose_name='name')),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'db_table': 'catalog_package',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='PackagePart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField()),
                ('is_parallel', models.BooleanField(default=False)),
                ('gap', models.PositiveSmallIntegerField(default=30)),
                ('package', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='catalog.package')),
                ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.service')),
            ],
            options={
                'db_table': 'catalog_package_part',
                'ordering': ['place'],
                'constraints': [models.UniqueConstraint(fields=('package', 'place'), name='catalog_part_stands_once'), models.CheckConstraint(condition=models.Q(('gap__lte', 240)), name='catalog_part_waits_four_hours')],
            },
        ),
    ]
