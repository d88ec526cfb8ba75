"""A slot: an ordered table of named contributions that modules above plug in."""

from collections.abc import Iterator
from typing import Generic, TypeVar

Contribution = TypeVar("Contribution")


class Registry(Generic[Contribution]):
    """Contributions by key, in the order of registration. A key is taken once: a second claim is a programming error."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._contributions: dict[str, Contribution] = {}

    def register(self, key: str, contribution: Contribution) -> Contribution:
        if key in self._contributions:
            raise ValueError(f"{self.name}: {key!r} is registered twice")
        self._contributions[key] = contribution
        return contribution

    def __getitem__(self, key: str) -> Contribution:
        return self._contributions[key]

    def get(self, key: str) -> Contribution | None:
        return self._contributions.get(key)

    def __contains__(self, key: object) -> bool:
        return key in self._contributions

    def __iter__(self) -> Iterator[Contribution]:
        return iter(self._contributions.values())

    def keys(self) -> list[str]:
        return list(self._contributions)

    def __len__(self) -> int:
        return len(self._contributions)
