from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0004_leave'),
    ]

    operations = [
        migrations.AddField(
            model_name='appointment',
            name='waived_reason',
            field=models.CharField(blank=True, db_default='', default='', max_length=200),
        ),
        migrations.CreateModel(
            name='BookingRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('free_cancel_hours', models.PositiveSmallIntegerField(default=24)),
                ('asks_for_prepayment', models.BooleanField(default=True)),
                ('misses_limit', models.PositiveSmallIntegerField(default=2)),
                ('window_days', models.PositiveSmallIntegerField(default=365)),
                ('amnesty_visits', models.PositiveSmallIntegerField(default=3, null=True)),
                ('prepayment_share', models.PositiveSmallIntegerField(default=30, null=True)),
                ('prepayment_amount', models.DecimalField(decimal_places=2, default=1000, max_digits=12, verbose_name='prepayment')),
                ('prepayment_hours', models.PositiveSmallIntegerField(default=24)),
            ],
            options={
                'db_table': 'scheduling_booking_rules',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='scheduling_booking_rules_are_one'), models.CheckConstraint(condition=models.Q(('misses_limit__gte', 1), ('prepayment_hours__gte', 1), ('window_days__gte', 1)), name='scheduling_booking_rules_count_from_one'), models.CheckConstraint(condition=models.Q(('prepayment_share', None), models.Q(('prepayment_share__gte', 1), ('prepayment_share__lte', 100)), _connector='OR'), name='scheduling_prepayment_is_a_share'), models.CheckConstraint(condition=models.Q(('prepayment_amount__gte', 0)), name='scheduling_prepayment_is_not_negative')],
            },
        ),
    ]
