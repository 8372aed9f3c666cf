"""What happened to the demo's candidates for contract service, as `stories` tells it of others.

The later a stage, the more of the way of one who is taken has been gone: one list
of deeds, cut off where the candidate stands.
"""

from collections.abc import Mapping
from typing import Any

from devkit.demo.stories import Deed, Story
from devkit.nca.pairs import Kind

HEAD, KAZAKH, RUSSIAN = "jauynger.head", "jauynger.executor1", "jauynger.executor2"


def _way(executor: str, unit_place: str) -> tuple[Deed, ...]:
    """The whole way in favour, in working days after the application; `security`, `defence` and
    `medical` are those of the candidate's region."""
    return (
        Deed(1, (9, 40), HEAD, "distribute", {"executor": executor}),
        Deed(3, (11, 20), executor, "send_for_special_check"),
        Deed(9, (16, 30), "security", "clear"),
        Deed(
            11,
            (10, 10),
            executor,
            "call_to_examination",
            {"examination_at": (16, (10, 0)), "examination_place": "Департамент ғимараты, 1-қабат, 12-каб."},
        ),
        Deed(16, (15, 40), "medical", "pass_conclusion", {"medical": "passed", "psychological": "passed"}),
        Deed(17, (11, 0), "defence", "answer_examination", {"fitness": "passed", "scan": "sample"}),
        Deed(18, (9, 50), executor, "offer_agreement", {"years": "3", "serves_from": (45, (9, 0))}),
        Deed(19, (19, 5), "citizen", "sign_agreement"),
        Deed(20, (10, 45), HEAD, "sign_for_ministry"),
        Deed(
            21,
            (12, 15),
            executor,
            "draw_up_instruction",
            {"report_at": (27, (9, 0)), "report_place": unit_place},
        ),
        Deed(22, (9, 30), HEAD, "sign_instruction"),
    )


def _candidate(
    iin: str,
    post: str,
    filed_ago: int,
    *deeds: Deed,
    hour: tuple[int, int] = (14, 35),
    questionnaire: Mapping[str, Any] | None = None,
) -> Story:
    return Story(
        iin,
        "contract",
        "",
        filed_ago,
        hour,
        deeds,
        eds=Kind.RSA,
        post=post,
        questionnaire=questionnaire or {},
    )


def _until(action: str, executor: str, unit_place: str = "") -> tuple[Deed, ...]:
    way = _way(executor, unit_place)
    last = next(number for number, deed in enumerate(way) if deed.action == action)
    return way[: last + 1]


def _declined(day: int, ground: str, facts: str) -> Deed:
    return Deed(day, (17, 10), KAZAKH, "decline", {"grounds": [ground], "facts": facts})


DRIVES = {"driving": [{"categories": "B, C", "since": "2021"}]}
SERVED = {
    "work": [{"place": "Әскери бөлім", "position": "Атқыш", "since": "01.2019", "until": "12.2019"}],
    **DRIVES,
}

CANDIDACIES: tuple[Story, ...] = (
    # Three who compete for one post and wait for the head.
    _candidate("031327572254", "shooter", 1, hour=(10, 20)),
    _candidate("011317588014", "shooter", 1, hour=(11, 45), questionnaire=DRIVES),
    _candidate("991328391619", "shooter", 1, hour=(15, 10), questionnaire=SERVED),
    # With an executor, whom one registry has not answered.
    _candidate("021322565252", "driver", 3, *_until("distribute", KAZAKH), questionnaire=DRIVES),
    # At the special check.
    _candidate("051316559419", "signaller", 7, *_until("send_for_special_check", KAZAKH)),
    # Called to the examination.
    _candidate("981315373460", "paratrooper", 13, *_until("call_to_examination", RUSSIAN)),
    # The agreement waits for the candidate, for two more days.
    _candidate("001312576913", "signaller", 26, *_until("offer_agreement", KAZAKH)),
    # The agreement waits for the head.
    _candidate("991320398573", "section-leader", 20, *_until("sign_agreement", KAZAKH), questionnaire=SERVED),
    # Instructed to report to the unit; the post is filled.
    _candidate(
        "011320554571",
        "cook",
        24,
        *_until("sign_instruction", RUSSIAN, "Қарағанды қ., 00202 әскери бөлімінің бақылау пункті"),
    ),
    # Declined this week: told at the beginning of the next.
    _candidate(
        "021315531834",
        "driver",
        5,
        *_until("distribute", KAZAKH),
        _declined(4, "parameter", "Жойылмаған соттылығы бар: тізілімнің жауабы."),
    ),
    # Declined, and told.
    _candidate(
        "041301592318",
        "driver",
        18,
        *_until("distribute", KAZAKH),
        _declined(4, "parameter", "Наркологиялық диспансерде есепте тұр."),
    ),
)
