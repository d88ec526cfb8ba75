import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Concat, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from zabota.base.accounts.models import User
from zabota.base.postgres.sealed import SealedTextField
from zabota.core.practice.models import Branch
from zabota.core.staff.models import Doctor


class Sex(models.TextChoices):
    FEMALE = "f", _("female")
    MALE = "m", _("male")


class MaritalStatus(models.TextChoices):
    SINGLE = "single", _("single")
    MARRIED = "married", _("married")
    PARTNERSHIP = "partnership", _("living together")
    DIVORCED = "divorced", _("divorced")
    WIDOWED = "widowed", _("widowed")


class PatientState(models.TextChoices):
    ACTIVE = "active", _("in the base")
    MERGED = "merged", _("merged into another card")
    ERASED = "erased", _("erased")


#: Cards of nobody who may be met again: the dead, and those merged away or erased. Few, and an index lists them.
GONE = ~models.Q(state="active") | models.Q(is_deceased=True)

#: Letters of the Russian and the Ukrainian alphabet in one order, ё with е, as `translate()` maps them to neighbours.
LETTERS = "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя"
NEIGHBOURS = "".join(
    chr(0xE000 + LETTERS.replace("ё", "").index("е" if letter == "ё" else letter)) for letter in LETTERS
)


class Patient(models.Model):
    """Whoever has a card. Names, birth date and city are plain (they are searched); contacts and free text are sealed.

    A merged card keeps its row and points to the surviving one, so that the merge can be taken back at any time.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(max_length=7, choices=PatientState.choices, default=PatientState.ACTIVE)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged_cards")

    surname = models.CharField(_("surname"), max_length=100, blank=True, default="")
    given = models.CharField(_("first name"), max_length=100, blank=True, default="")
    patronymic = models.CharField(_("patronymic"), max_length=100, blank=True, default="")
    maiden_surname = models.CharField(_("former surname"), max_length=100, blank=True, default="")
    addressed_as = models.CharField(_("addressed as"), max_length=120, blank=True, default="")
    #: Folded words (`person_names.fold`) in the order surname, first name, patronymic, former surname: for search.
    name_key = models.CharField(max_length=420, blank=True, default="", editable=False)
    #: The name as both alphabets order it, ё with е; the database itself knows no Russian order.
    sort_key = models.GeneratedField(
        expression=Func(
            Lower(Concat(F("surname"), Value(" "), F("given"), Value(" "), F("patronymic"))),
            Value(LETTERS),
            Value(NEIGHBOURS),
            function="translate",
        ),
        output_field=models.TextField(),
        db_persist=True,
        editable=False,
    )

    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True, default="")
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    is_deceased = models.BooleanField(_("deceased"), default=False)
    deceased_on = models.DateField(null=True, blank=True)

    card_number = models.CharField(_("card number"), max_length=40, null=True, blank=True, unique=True)
    former_card_numbers = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    paper_card_place = models.CharField(_("where the paper card stands"), max_length=120, blank=True, default="")
    home_branch = models.ForeignKey(Branch, on_delete=models.PROTECT, null=True, blank=True, related_name="patients")
    doctor = models.ForeignKey(Doctor, on_delete=models.SET_NULL, null=True, blank=True, related_name="patients")
    responsible = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    # R002: the key request a person came with.
    reason_for_contact = SealedTextField(_("reason for contact"))
    source = models.CharField(_("source"), max_length=120, blank=True, default="")

    city = models.CharField(_("city"), max_length=80, blank=True, default="")
    region = models.CharField(_("region"), max_length=80, blank=True, default="")
    street = SealedTextField(_("street and house"))

    marital_status = models.CharField(
        _("marital status"), max_length=12, choices=MaritalStatus.choices, blank=True, default=""
    )
    children_count = models.PositiveSmallIntegerField(_("children"), null=True, blank=True)
    income_band = models.CharField(_("income"), max_length=40, blank=True, default="")
    occupation = models.CharField(_("occupation"), max_length=120, blank=True, default="")
    language = models.CharField(_("language"), max_length=5, blank=True, default="")

    preferred_channel = models.CharField(_("preferred channel"), max_length=12, blank=True, default="")
    books_by = models.CharField(_("prefers to book by"), max_length=12, blank=True, default="")  # R199
    call_from = models.TimeField(_("call from"), null=True, blank=True)
    call_until = models.TimeField(_("call until"), null=True, blank=True)

    tags: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "Tag", blank=True, related_name="patients", through="PatientTag"
    )
    completeness = models.PositiveSmallIntegerField(default=0, editable=False)
    checked_on = models.DateField(_("contacts confirmed on"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        db_table = "patients_patient"
        indexes = [
            # Without a list of pending entries, which every search would have to read through after an import.
            GinIndex(
                Func(F("name_key"), Value(" "), function="string_to_array"),
                name="patients_name_words",
                condition=models.Q(state="active"),
                fastupdate=False,
            ),
            GinIndex(fields=["former_card_numbers"], name="patients_former_cards"),
            models.Index(fields=["sort_key", "id"], name="patients_alphabetical", condition=models.Q(state="active")),
            models.Index(fields=["birth_date"], name="patients_birth_date"),
            models.Index(fields=["merged_into"], name="patients_merged_into"),
            models.Index(fields=["id"], name="patients_gone", condition=GONE),
            # Whole branches are gone through without the cards themselves.
            models.Index(
                fields=["id"],
                include=["home_branch"],
                name="patients_living",
                condition=models.Q(state="active", is_deceased=False),
            ),
            models.Index(fields=["checked_on"], name="patients_checked", condition=models.Q(checked_on__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="merged", merged_into__isnull=False)
                | (~models.Q(state="merged") & models.Q(merged_into__isnull=True)),
                name="patients_merged_card_points_to_survivor",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
                name="patients_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"patient {self.pk}"

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.surname, self.given, self.patronymic) if part)
