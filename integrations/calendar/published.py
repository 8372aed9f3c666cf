"""Holidays and their substitute days from the `holidays` package.

The package has no Russian names, and does not keep every day that the labour
minister moves: the rows it gives are corrected by officers from the orders.
"""

from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

import holidays

RUSSIAN_NAMES = {
    "Жаңа жыл": "Новый год",
    "Православиелік Рождество": "Православное Рождество",
    "Халықаралық әйелдер күні": "Международный женский день",
    "Наурыз мейрамы": "Наурыз мейрамы",
    "Қазақстан халқының бірлігі мерекесі": "Праздник единства народа Казахстана",
    "Отан Қорғаушы күні": "День защитника Отечества",
    "Жеңіс күні": "День Победы",
    "Құрбан айт": "Курбан-айт",
    "Астана күні": "День столицы",
    "Қазақстан Республикасының Конституциясы күні": "День Конституции Республики Казахстан",
    "Республика күні": "День Республики",
    "Қазақстан Республикасы күні": "День Республики",
    "Тәуелсіздік күні": "День Независимости",
    "Қазақстан Республикасының Тұңғыш Президенті күні": "День Первого Президента Республики Казахстан",
}
"""Russian names by the package's Kazakh ones."""

_NOTES = {"қайта белгіленген демалыс": "перенос выходного", "бағаланған": "предварительно"}


@dataclass(frozen=True)
class PublishedDay:
    """A day that departs from Monday to Friday, with its names."""

    day: date
    is_working: bool
    name_kk: str
    name_ru: str
    name_en: str


def source() -> str:
    """Where these days come from, with the version, to be kept beside each."""
    return f"holidays {version('holidays')}"


def published_days(year: int) -> tuple[PublishedDay, ...]:
    """The days off of the year in order, and weekend days declared working."""
    in_kazakh = holidays.country_holidays("KZ", years=year, language="kk")
    in_english = holidays.country_holidays("KZ", years=year, language="en_US")
    days_off = [
        PublishedDay(day, False, name, _in_russian(name), in_english[day]) for day, name in in_kazakh.items()
    ]
    moved = [
        PublishedDay(day, True, "Жұмыс күні", "Рабочий день", "Working day")
        for day in getattr(in_kazakh, "weekend_workdays", ())
        if day.year == year
    ]
    return tuple(sorted(days_off + moved, key=lambda published: published.day))


def _in_russian(name: str) -> str:
    """The Russian name; several holidays on one day are parted by a semicolon."""
    return "; ".join(_one_in_russian(part.strip()) for part in name.split(";"))


def _one_in_russian(name: str) -> str:
    plain, _, note = name.partition(" (")
    if plain == "Демалыс күні":
        return "Выходной день, перенесённый"
    russian = RUSSIAN_NAMES[plain]
    return f"{russian} ({_NOTES[note.rstrip(')')]})" if note else russian
