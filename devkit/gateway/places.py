"""The districts of the demo, by the codes of the classifier of territories (КАТО, НК РК 11-2025).

Names of the defence bodies follow the usual pattern, not a list: unverified.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A district, the region it lies in, and the local military body that serves it."""

    code: str
    name_kk: str
    name_ru: str
    name_en: str
    region_code: str
    region_kk: str
    region_ru: str
    region_en: str
    military_body_kk: str
    military_body_ru: str
    military_body_en: str


ALATAU = Place(
    code="751210000",
    name_kk="Алатау ауданы",
    name_ru="Алатауский район",
    name_en="Alatau district",
    region_code="750000000",
    region_kk="Алматы қаласы",
    region_ru="город Алматы",
    region_en="Almaty city",
    military_body_kk="Алматы қаласы Алатау ауданының қорғаныс істері жөніндегі басқармасы",
    military_body_ru="Управление по делам обороны Алатауского района города Алматы",
    military_body_en="Department for defence of Alatau district, Almaty",
)
KARASAI = Place(
    code="195200000",
    name_kk="Қарасай ауданы",
    name_ru="Карасайский район",
    name_en="Karasai district",
    region_code="190000000",
    region_kk="Алматы облысы",
    region_ru="Алматинская область",
    region_en="Almaty region",
    military_body_kk="Алматы облысы Қарасай ауданының қорғаныс істері жөніндегі бөлімі",
    military_body_ru="Отдел по делам обороны Карасайского района Алматинской области",
    military_body_en="Division for defence of Karasai district, Almaty region",
)
ABAI = Place(
    code="353200000",
    name_kk="Абай ауданы",
    name_ru="Абайский район",
    name_en="Abai district",
    region_code="350000000",
    region_kk="Қарағанды облысы",
    region_ru="Карагандинская область",
    region_en="Karaganda region",
    military_body_kk="Қарағанды облысы Абай ауданының қорғаныс істері жөніндегі бөлімі",
    military_body_ru="Отдел по делам обороны Абайского района Карагандинской области",
    military_body_en="Division for defence of Abai district, Karaganda region",
)

PLACES = (ALATAU, KARASAI, ABAI)
