"""Names of ours in Latin letters come home; those of foreigners do not (R007)."""

import pytest

from zabota.lib.person_names import PersonName, native_name


@pytest.mark.parametrize(
    ("latin", "native"),
    [
        (("Ivanov", "Petr", "Ivanovich"), "Иванов Петр Иванович"),
        (("Zhukova", "Ekaterina", "Sergeevna"), "Жукова Екатерина Сергеевна"),
        (("Shevchenko", "Yuliia", ""), "Шевченко Юлія"),
        (("Volkov", "Dmitry", ""), "Волков Дмитрий"),
        (("Sergeyev", "Sergei", ""), "Сергеев Сергей"),
        (("Tsoi", "Viktor", "Sergeevich"), "Цой Виктор Сергеевич"),
    ],
)
def test_a_name_of_ours_is_written_in_its_own_letters(latin, native):
    assert str(native_name(PersonName(*latin))) == native


@pytest.mark.parametrize(
    "name",
    [
        ("Smith", "John", ""),
        ("Müller", "Hans", ""),
        ("Garcia", "Maria", ""),
        ("Schmidt", "Anna", ""),
        ("Martin", "Anna", ""),  # a man's surname in Russian, and hers
        ("Kim", "Viktor", ""),  # may be either
        ("Melnikova", "Anna", "Petrovna"),  # Мельникова: Latin letters have lost the soft sign
        ("Ivanov", "P.", ""),
        ("Ivanov", "", ""),
        ("Иванов", "Ivan", ""),
        ("Іваненко", "Олена", "Петрівна"),
    ],
)
def test_whatever_is_not_clear_stays(name):
    assert native_name(PersonName(*name)) == PersonName(*name)
