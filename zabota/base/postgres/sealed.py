"""A model field that is cipher text in the database and plain text only when asked for by the owner of the row."""

from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import models

from zabota.lib.sealing import Keyring


@cache
def keyring() -> Keyring:
    return Keyring.load_or_generate(settings.ZABOTA_KEY_FILE)


class SealedTextDescriptor:
    """Opens the value on access. The row's id is part of the associated data, so a moved cipher text does not open."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type | None = None) -> Any:
        if instance is None:
            return self
        value = instance.__dict__.get(self.field.attname)
        if value is None:
            instance.refresh_from_db(fields=[self.field.attname])
            value = instance.__dict__[self.field.attname]
        if isinstance(value, bytes | memoryview):
            value = self.field.unsealed(bytes(value), instance)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


if TYPE_CHECKING:
    _Field = models.Field[str, str]
else:
    _Field = models.Field


class SealedTextField(_Field):
    """Text under AES-256-GCM. An empty text is stored as an empty cipher text.

    The model must have its row id before it is saved: the field named by `row_id` (a UUID made in Python, `public_id`
    or the primary key).
    """

    descriptor_class = SealedTextDescriptor

    def __init__(self, *args: Any, row_id: str = "public_id", **kwargs: Any) -> None:
        self.row_id = row_id
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs["row_id"] = self.row_id
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "BinaryField"

    @property
    def label(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def _row_id(self, instance: models.Model) -> UUID:
        row_id = getattr(instance, self.row_id)
        if not isinstance(row_id, UUID):
            raise TypeError(f"{self.label}: the row needs its {self.row_id} before it is sealed")
        return row_id

    def sealed(self, text: str, instance: models.Model) -> bytes:
        return keyring().seal(text, label=self.label, row_id=self._row_id(instance)) if text else b""

    def unsealed(self, value: bytes, instance: models.Model) -> str:
        return keyring().unseal(value, label=self.label, row_id=self._row_id(instance)) if value else ""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname, "")
        if isinstance(value, bytes | memoryview):
            return bytes(value)
        return self.sealed(str(value), model_instance)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            if value:
                raise TypeError(f"{self.label}: a sealed field is written through the model instance only")
            value = b""
        return value

    def value_from_object(self, obj: models.Model) -> Any:
        return getattr(obj, self.attname)


def blind_index(text: str, *, label: str) -> bytes:
    return keyring().blind_index(text, label=label)
