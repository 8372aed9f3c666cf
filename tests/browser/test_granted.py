"""J1 whole: a citizen applies on a telephone, a commission agrees, and anybody can check the answer."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from domain.signing import Channel
from tests.browser.journeys import Journey, Setting
from tests.browser.pages.cabinet import OwnCase, Profile
from tests.browser.pages.desk import Inbox, Members, Sitting
from tests.browser.pages.doors import Verify
from tests.browser.pages.visitor import Visitors
from tests.support.pdf_text import text_of

DEFERRAL = [pytest.mark.rule(f"DEF-{rule}") for rule in ("1", "4", "6", "7", "S5")]
EXEMPTION = [pytest.mark.rule(f"EXE-{rule}") for rule in ("1", "4", "6", "7", "S1")]

SETTINGS = (
    pytest.param(Setting("071301500014", "alatau", "kk"), id="kk", marks=DEFERRAL),
    pytest.param(
        Setting(
            "991311300942",
            "abai",
            "ru",
            javascript=False,
            channel=Channel.EGOV_MOBILE,
            found=("studies_home",),
        ),
        id="ru-without-javascript",
        marks=DEFERRAL,
    ),
    pytest.param(
        Setting(
            "061315500019",
            "alatau",
            "kk",
            service="exemption",
            ground="S1",
            answers={},
            papers=("district_extract", "regional_extract"),
            channel=Channel.NCALAYER,
            officers=Channel.NCALAYER,
        ),
        id="exemption-at-a-desk",
        marks=EXEMPTION,
    ),
)

UNTIL = {"until_date": "2027-06-30", "until_reason": "Оқу мерзімінің соңы"}
"""What a conclusion on a deferral says besides; an exemption has no end."""

AS_ISSUED = "The file is the one that was issued, byte for byte."
SIGNATURES_FIT = "The signatures in the package are valid."
CHANGED_PAPER = (
    "No conclusion or refusal with these bytes was issued here, or the file was changed afterwards. "
    "Do not accept it as it is."
)
CHANGED_PACKAGE = (
    "The package is of a paper that was signed here, but a file in it is not the one that was signed. "
    "Do not accept it."
)


@pytest.mark.rule("ALL-1")
@pytest.mark.rule("ALL-11")
@pytest.mark.rule("ALL-3")
@pytest.mark.rule("ALL-4")
@pytest.mark.parametrize("setting", SETTINGS)
def test_an_application_is_granted(setting: Setting, visitors: Visitors, tmp_path: Path) -> None:
    journey = Journey(setting, visitors)
    applied = journey.apply()
    number, proof = applied.number, applied.prove().code
    assert Verify.open(journey.somebody()).check(proof).is_under_review
    forward(journey, number)
    for seat in ("military", "police"):
        journey.officer(seat).open_case(number).do("agree", note="Құжаттар толық.")
    doubt = "Мөр анық көрінбейді."
    journey.officer("health").open_case(number).do("disagree", grounds=["unreliable"], facts=doubt)

    journey.site.go_to_next_morning()
    conclude(journey, number)
    cabinet = journey.come_back()
    case = cabinet.open_case(number).wait_for_result()
    check_conclusion(journey, case, tmp_path)
    assert Verify.open(journey.somebody()).check(proof).is_over
    record = {"minutes_number": "15", "minutes_date": journey.site.now().date().isoformat()}
    journey.officer("body").open_case(number).do("record_minutes", **record)

    assert journey.wait_for_message("recorded", case.visitor) == sorted(
        [
            *journey.codes,
            "case_received",
            "case_forwarded",
            "case_examined",
            "concluded",
            *journey.codes_to_come_back,
            "recorded",
        ]
    )
    expect(Profile.open(case.visitor).looks).not_to_have_count(0)


def forward(journey: Journey, number: str) -> None:
    """The chair looks around and passes the application to the members."""
    chair = journey.officer("chair").visitor
    Members.open(chair)
    Sitting.open(chair)
    file = Inbox.open(chair).open_case(number).do("forward")
    expect(file.open_actions.filter(has=file.page.locator('[href$="/forward/"]'))).to_have_count(0)


def conclude(journey: Journey, number: str) -> None:
    """The chair decides against the member who refused, and says why."""
    until = UNTIL if journey.setting.service == "deferral" else {}
    journey.officer("chair").open_case(number).do(
        "conclude", reason_against="Мөр түпнұсқада анық көрінеді.", **until
    )


def check_conclusion(journey: Journey, case: OwnCase, folder: Path) -> None:
    """The citizen downloads the paper; anybody who has it can type its code in, or have the file checked."""
    code = case.verify_code
    paper, package = folder / "conclusion.pdf", folder / "conclusion.asice"
    content = case.download_result(paper)
    assert content.startswith(b"%PDF-")
    assert code in text_of(content).replace("-", "").replace(" ", "")
    assert content in files_of(case.download_result_package(package))
    assert case.check_result().is_genuine

    somebody = journey.somebody()
    assert Verify.open(somebody).check(code).is_genuine
    for file, words in ((paper, AS_ISSUED), (package, SIGNATURES_FIT)):
        verdict = Verify.open(somebody).check_file(file)
        assert verdict.is_genuine
        verdict.expect_words(words)
    paper.write_bytes(content.replace(b"%%EOF", b"%%EOf"))
    package.write_bytes(with_another_paper(package, content))
    for file, words in ((paper, CHANGED_PAPER), (package, CHANGED_PACKAGE)):
        verdict = Verify.open(somebody).check_file(file)
        assert verdict.is_refused
        verdict.expect_words(words)


def files_of(package: bytes) -> list[bytes]:
    """The contents of the files in a package."""
    with ZipFile(BytesIO(package)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def with_another_paper(package: Path, content: bytes) -> bytes:
    """The package with one letter of the paper in it changed."""
    changed = BytesIO()
    with ZipFile(package) as before, ZipFile(changed, "w") as after:
        for entry in before.infolist():
            held = before.read(entry)
            after.writestr(entry, held.replace(b"%%EOF", b"%%EOf") if held == content else held)
    return changed.getvalue()
