import uuid

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import zabota.base.postgres.sealed
from zabota.base.postgres.operations import insert_only


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('practice', '0001_practice_and_branches'),
        ('staff', '0001_staff'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomField',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('kind', models.CharField(choices=[('text', 'text'), ('number', 'number'), ('date', 'date'), ('choice', 'choice'), ('yes_no', 'yes or no')], default='text', max_length=8)),
                ('choices', models.JSONField(blank=True, default=list)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'db_table': 'patients_custom_field',
                'ordering': ['position', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
            ],
            options={
                'db_table': 'patients_tag',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Patient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('active', 'in the base'), ('merged', 'merged into another card'), ('erased', 'erased')], default='active', max_length=7)),
                ('surname', models.CharField(blank=True, default='', max_length=100, verbose_name='surname')),
                ('given', models.CharField(blank=True, default='', max_length=100, verbose_name='first name')),
                ('patronymic', models.CharField(blank=True, default='', max_length=100, verbose_name='patronymic')),
                ('maiden_surname', models.CharField(blank=True, default='', max_length=100, verbose_name='former surname')),
                ('addressed_as', models.CharField(blank=True, default='', max_length=120, verbose_name='addressed as')),
                ('name_key', models.CharField(blank=True, default='', editable=False, max_length=320)),
                ('sex', models.CharField(blank=True, choices=[('f', 'female'), ('m', 'male')], default='', max_length=1, verbose_name='sex')),
                ('birth_date', models.DateField(blank=True, null=True, verbose_name='date of birth')),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='year of birth')),
                ('is_deceased', models.BooleanField(default=False, verbose_name='deceased')),
                ('deceased_on', models.DateField(blank=True, null=True)),
                ('card_number', models.CharField(blank=True, max_length=40, null=True, unique=True, verbose_name='card number')),
                ('former_card_numbers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('paper_card_place', models.CharField(blank=True, default='', max_length=120, verbose_name='where the paper card stands')),
                ('reason_for_contact', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='public_id', verbose_name='reason for contact')),
                ('source', models.CharField(blank=True, default='', max_length=120, verbose_name='source')),
                ('city', models.CharField(blank=True, default='', max_length=80, verbose_name='city')),
                ('region', models.CharField(blank=True, default='', max_length=80, verbose_name='region')),
                ('street', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='public_id', verbose_name='street and house')),
                ('marital_status', models.CharField(blank=True, choices=[('single', 'single'), ('married', 'married'), ('divorced', 'divorced'), ('widowed', 'widowed')], default='', max_length=10, verbose_name='marital status')),
                ('children_count', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='children')),
                ('income_band', models.CharField(blank=True, default='', max_length=40, verbose_name='income')),
                ('occupation', models.CharField(blank=True, default='', max_length=120, verbose_name='occupation')),
                ('language', models.CharField(blank=True, default='', max_length=5, verbose_name='language')),
                ('preferred_channel', models.CharField(blank=True, default='', max_length=12, verbose_name='preferred channel')),
                ('books_by', models.CharField(blank=True, default='', max_length=12, verbose_name='prefers to book by')),
                ('call_from', models.TimeField(blank=True, null=True, verbose_name='call from')),
                ('call_until', models.TimeField(blank=True, null=True, verbose_name='call until')),
                ('completeness', models.PositiveSmallIntegerField(default=0, editable=False)),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='contacts confirmed on')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('doctor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='patients', to='staff.doctor')),
                ('home_branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='patients', to='practice.branch')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_cards', to='patients.patient')),
                ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('tags', models.ManyToManyField(blank=True, db_table='patients_patient_tag', related_name='patients', to='patients.tag')),
            ],
            options={
                'db_table': 'patients_patient',
            },
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('source', models.CharField(max_length=200)),
                ('surname', models.CharField(blank=True, default='', max_length=100)),
                ('given', models.CharField(blank=True, default='', max_length=100)),
                ('patronymic', models.CharField(blank=True, default='', max_length=100)),
                ('maiden_surname', models.CharField(blank=True, default='', max_length=100)),
                ('birth_date', models.DateField(blank=True, null=True)),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('sex', models.CharField(blank=True, default='', max_length=1)),
                ('card_numbers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('city', models.CharField(blank=True, default='', max_length=80)),
                ('contacts', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='public_id')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='patients.patient')),
            ],
            options={
                'db_table': 'patients_mention',
            },
        ),
        migrations.CreateModel(
            name='MedicalNote',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('complaint', 'complaint'), ('diagnosis', 'diagnosis'), ('prescription', 'prescription'), ('examination', 'examination'), ('allergy', 'allergy'), ('fear', 'fear or reason for postponing'), ('preference', 'preference'), ('other', 'note')], max_length=12)),
                ('code', models.CharField(blank=True, default='', max_length=10, verbose_name='ICD-10')),
                ('text', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='id')),
                ('noted_on', models.DateField(default=django.utils.timezone.localdate)),
                ('source', models.CharField(blank=True, default='', max_length=120)),
                ('is_current', models.BooleanField(default=True)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='patients.patient')),
            ],
            options={
                'db_table': 'patients_note',
                'ordering': ['-noted_on'],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('snapshot', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='public_id')),
                ('is_automatic', models.BooleanField(default=False)),
                ('weight', models.FloatField(null=True)),
                ('evidence', models.JSONField(default=list)),
                ('merged_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('merged_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('retired', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='retirements', to='patients.patient')),
                ('survivor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='patients.patient')),
            ],
            options={
                'db_table': 'patients_merge',
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('retired',), name='patients_card_is_merged_once')],
            },
        ),
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('do_not_contact', 'do not contact'), ('contact_after', 'contact after'), ('moved_away', 'moved away'), ('conflict', 'conflict'), ('debt', 'debt'), ('vip', 'VIP')], max_length=15)),
                ('reason', models.CharField(blank=True, default='', max_length=60, verbose_name='reason')),
                ('note', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='id')),
                ('since', models.DateField(default=django.utils.timezone.localdate)),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('source', models.CharField(blank=True, default='', max_length=120)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('placed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='marks', to='patients.patient')),
            ],
            options={
                'db_table': 'patients_mark',
                'indexes': [models.Index(condition=models.Q(('lifted_at__isnull', True)), fields=['patient', 'kind'], name='patients_mark_in_force')],
            },
        ),
        migrations.CreateModel(
            name='Lead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(blank=True, default='', max_length=200, verbose_name='name')),
                ('phone', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='public_id', verbose_name='phone')),
                ('phone_index', models.BinaryField(max_length=16, null=True)),
                ('reason', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='public_id', verbose_name='what they ask for')),
                ('source', models.CharField(blank=True, default='', max_length=120, verbose_name='source')),
                ('state', models.CharField(choices=[('new', 'new'), ('in_work', 'in work'), ('became_patient', 'became a patient'), ('closed', 'closed')], default='new', max_length=14)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('branch', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='practice.branch')),
                ('responsible', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('patient', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='leads', to='patients.patient')),
            ],
            options={
                'db_table': 'patients_lead',
                'indexes': [models.Index(fields=['phone_index'], name='patients_lead_phone')],
            },
        ),
        migrations.CreateModel(
            name='IdentityDocument',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('passport', 'passport'), ('birth_certificate', 'birth certificate'), ('snils', 'SNILS'), ('inn', 'taxpayer number'), ('rnokpp', 'RNOKPP'), ('insurance', 'insurance policy')], max_length=20)),
                ('number', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='id')),
                ('number_index', models.BinaryField(max_length=16)),
                ('issued', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='id')),
                ('valid_until', models.DateField(blank=True, null=True)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='patients.patient')),
            ],
            options={
                'db_table': 'patients_document',
                'indexes': [models.Index(fields=['number_index'], name='patients_document_number')],
                'constraints': [models.UniqueConstraint(fields=('patient', 'kind', 'number_index'), name='patients_document_is_once')],
            },
        ),
        migrations.CreateModel(
            name='DuplicatePair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('weight', models.FloatField(default=0)),
                ('evidence', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('open', 'to decide'), ('later', 'later'), ('at_visit', 'ask at the visit'), ('merged', 'one person'), ('different', 'different people'), ('gone', 'no longer a pair')], default='open', max_length=9)),
                ('found_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='patients.patient')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='patients.patient')),
            ],
            options={
                'db_table': 'patients_duplicate_pair',
                'indexes': [models.Index(fields=['state', '-weight'], name='patients_pair_queue')],
                'constraints': [models.UniqueConstraint(fields=('patient', 'other'), name='patients_pair_is_once'), models.CheckConstraint(condition=models.Q(('patient__lt', models.F('other'))), name='patients_pair_is_ordered')],
            },
        ),
        migrations.CreateModel(
            name='CustomValue',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('value', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='id')),
                ('field', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='values', to='patients.customfield')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='custom_values', to='patients.patient')),
            ],
            options={
                'db_table': 'patients_custom_value',
                'constraints': [models.UniqueConstraint(fields=('patient', 'field'), name='patients_custom_value_is_once')],
            },
        ),
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('phone', 'phone'), ('email', 'e-mail'), ('telegram', 'Telegram'), ('whatsapp', 'WhatsApp'), ('viber', 'Viber'), ('max', 'MAX'), ('vk', 'VK')], max_length=10)),
                ('value', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='id')),
                ('value_index', models.BinaryField(max_length=16)),
                ('tail_index', models.BinaryField(max_length=16, null=True)),
                ('belongs_to', models.CharField(blank=True, default='', max_length=60, verbose_name='whose')),
                ('state', models.CharField(choices=[('unchecked', 'not checked'), ('verified', 'verified'), ('stale', 'to be checked'), ('wrong', 'wrong number')], default='unchecked', max_length=10)),
                ('is_preferred', models.BooleanField(default=False)),
                ('verified_on', models.DateField(blank=True, null=True)),
                ('note', zabota.base.postgres.sealed.SealedTextField(blank=True, default='', row_id='id')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='patients.patient')),
            ],
            options={
                'db_table': 'patients_contact',
                'ordering': ['position', 'id'],
                'indexes': [models.Index(fields=['value_index'], name='patients_contact_value'), models.Index(fields=['tail_index'], name='patients_contact_tail')],
                'constraints': [models.UniqueConstraint(fields=('patient', 'kind', 'value_index'), name='patients_contact_is_once')],
            },
        ),
        migrations.CreateModel(
            name='ConsentEntry',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('purpose', models.CharField(choices=[('care', 'care'), ('service_msg', 'service messages'), ('marketing_general', 'advertising'), ('marketing_health', 'advertising by health data'), ('reviews', 'requests for feedback'), ('call_recording', 'call recording')], max_length=20)),
                ('channel', models.CharField(blank=True, choices=[('call', 'call'), ('sms', 'SMS'), ('email', 'e-mail'), ('telegram', 'Telegram'), ('whatsapp', 'WhatsApp'), ('viber', 'Viber'), ('max', 'MAX'), ('vk', 'VK'), ('push', 'push notice'), ('post', 'post')], default='', max_length=10)),
                ('action', models.CharField(choices=[('grant', 'given'), ('claim', 'claimed by a file'), ('refuse', 'refused'), ('withdraw', 'withdrawn'), ('expire', 'expired')], max_length=8)),
                ('evidence', models.CharField(blank=True, default='', max_length=300)),
                ('form_version', models.CharField(blank=True, default='', max_length=40)),
                ('source', models.CharField(default='paper', max_length=20)),
                ('actor_kind', models.CharField(max_length=10)),
                ('actor_id', models.BigIntegerField(null=True)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='patients.patient')),
            ],
            options={
                'db_table': 'patients_consent',
                'indexes': [models.Index(fields=['patient', 'purpose', 'channel', '-id'], name='patients_consent_newest')],
            },
        ),
        migrations.CreateModel(
            name='Relation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('parent', 'parent'), ('child', 'child'), ('spouse', 'spouse'), ('sibling', 'brother or sister'), ('grandparent', 'grandparent'), ('grandchild', 'grandchild'), ('other', 'relative')], max_length=12)),
                ('answers', models.BooleanField(default=False, verbose_name='answers for the patient')),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relations', to='patients.patient')),
                ('relative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='relation_of', to='patients.patient')),
            ],
            options={
                'db_table': 'patients_relation',
                'constraints': [models.UniqueConstraint(fields=('patient', 'relative'), name='patients_relation_is_once'), models.CheckConstraint(condition=models.Q(('patient', models.F('relative')), _negated=True), name='patients_relation_is_of_two')],
            },
        ),
        migrations.CreateModel(
            name='StatedFact',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('first_visit', 'first visit'), ('last_visit', 'last visit'), ('total_paid', 'paid in all'), ('visits', 'visits in all')], max_length=12)),
                ('on', models.DateField(blank=True, null=True)),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ('source', models.CharField(max_length=200)),
                ('stated_on', models.DateField()),
                ('patient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stated_facts', to='patients.patient')),
            ],
            options={
                'db_table': 'patients_stated_fact',
                'indexes': [models.Index(fields=['kind', 'on'], name='patients_stated_by_day')],
                'constraints': [models.UniqueConstraint(fields=('patient', 'kind', 'source'), name='patients_stated_fact_is_once')],
            },
        ),
        migrations.AddIndex(
            model_name='patient',
            index=django.contrib.postgres.indexes.GinIndex(fields=['name_key'], name='patients_name_trigrams', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='patient',
            index=models.Index(fields=['name_key'], name='patients_name_prefix', opclasses=['text_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='patient',
            index=models.Index(fields=['birth_date'], name='patients_birth_date'),
        ),
        migrations.AddIndex(
            model_name='patient',
            index=models.Index(fields=['merged_into'], name='patients_merged_into'),
        ),
        migrations.AddConstraint(
            model_name='patient',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'merged')), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='patients_merged_card_points_to_survivor'),
        ),
        migrations.AddConstraint(
            model_name='patient',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='patients_not_merged_into_itself'),
        ),
        *insert_only('patients_consent'),
    ]
