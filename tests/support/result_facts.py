"""What a result document states, ready to be issued or printed."""

from typing import Any


def result_facts(**changed: Any) -> dict[str, Any]:
    """Facts of a deferral that serve for a conclusion and for a refusal, with changes."""
    return {
        "service": "deferral",
        "edition": "2026-01",
        "subtype": "S5",
        "article": "35",
        "number": "26-004821-7",
        "iin": "011301500014",
        "name": "Әбдірахманов Нұрсұлтан Өмірзақұлы",
        "address": "Алматы қаласы, Бостандық ауданы, Тимирязев көшесі, 42-үй",
        "chair": "Қожахметова Гүлнәр Ұланқызы",
        "body": {
            "kk": "Бостандық ауданының әскерге шақыру комиссиясы",
            "ru": "Призывная комиссия Бостандыкского района",
            "en": "Conscription commission of Bostandyk district",
        },
        "issued_on": "2026-12-01",
        "reason": "оқу кезеңінде білім алып жатқандықтан",
        "grounds": ["unreliable"],
        "reasons": ["Анықтамадағы деректер расталмады", "Анықтамада мөр жоқ"],
        "application_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        **changed,
    }


def application_data(**changed: Any) -> dict[str, Any]:
    """What an application prints, with changes."""
    return {
        **result_facts(),
        "phone": "+7 701 123 45 67",
        "addressed_to": "Бостандық ауданының әскерге шақыру комиссиясы",
        "explanation": "",
        "documents": ["Оқу орнынан анықтама", "Отбасы жағдайын тексеру актісі"],
        "certified": "Біржолғы парольмен куәландырылды, 2026 жылғы 23 қараша, сағат 10:00",
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        **changed,
    }


def post_application_data(**changed: Any) -> dict[str, Any]:
    """What only an application for a post prints, with changes."""
    kinship, name = "Кім болып келеді", "Тегі, аты, әкесінің аты"
    return {
        "article": "38",
        "reason": "Қатардағы жауынгер",
        "addressed_to": "Қорғаныс министрлігінің іріктеу бөлімі",
        "post": "Атқыш",
        "consent": "Дербес деректерімді өңдеуге келісемін",
        "consented_at": "2026-11-23T09:55+05:00",
        "sections": [
            {
                "title": "Жақын туыстары",
                "rows": [
                    [[kinship, "Анасы"], [name, "Сейітқали Гүлнар Асқарқызы"]],
                    [[kinship, "Әкесі"], [name, "Сейітқали Бек Әлиұлы"]],
                ],
            },
            {
                "title": "Өмірбаян",
                "rows": [[["Өз сөзіңізбен", "Алматыда туып-өстім.\nМектепті бітірдім."]]],
            },
        ],
        **changed,
    }
