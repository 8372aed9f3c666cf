"""Who sits in the commission, and what is late in it."""

from datetime import timedelta

from sqlalchemy import select

import clock as our_clock
from domain.roles import BodyKind, Role
from models.people import Substitution
from tests.support import factories as make
from tests.support.officers_at_work import at_desk, case_path, number_of, post, rows, send
from tests.support.signing_in import counted_statements, form_token

MEMBERS = "/commission/members/"
OVERSIGHT = "/oversight/"


def absence(absent: make.Actor, substitute: make.Actor, **changed: str) -> dict[str, str]:
    """The form that names a substitute for this week."""
    today = our_clock.today()
    return {
        "absent": str(absent.id),
        "substitute": str(substitute.id),
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=4)).isoformat(),
        "reason": "Демалыс",
        **changed,
    }


def test_everybody_reads_who_sits_and_the_chair_names_a_substitute(app, commission):
    chair, member = at_desk(app, commission.chair), at_desk(app, commission.members[0])
    assert "Name a substitute" not in member.get(MEMBERS).text
    assert "Deputy head of health care" in member.get(MEMBERS).text
    answer = send(chair, MEMBERS, **absence(commission.members[1], commission.military))
    assert answer.status_code == 303, answer.text
    page = member.get(MEMBERS).text
    assert "Демалыс" in page
    assert "Alatau.Body" in page
    case_id = make.make_case(commission, at="under_examination")
    stand_in = at_desk(app, commission.military)
    assert send(stand_in, case_path(case_id, "agree")).status_code == 303


def test_the_absent_officer_can_be_back_sooner(app, commission, clock):
    chair = at_desk(app, commission.chair)
    send(chair, MEMBERS, **absence(commission.members[1], commission.military))
    clock.advance(days=1)
    chair = at_desk(app, commission.chair)
    [row] = rows(select(Substitution))
    path = f"{MEMBERS}absences/{row.id}/end/"
    assert post(chair, path, form_token(chair.get(MEMBERS)), {}).status_code == 303
    assert rows(select(Substitution))[0].ends_on == our_clock.today() - timedelta(days=1)
    other = at_desk(app, make.make_commission("195200000", "karasai").chair)
    assert post(other, path, form_token(other.get(MEMBERS)), {}).status_code == 404


def test_what_is_wrong_is_said_beside_the_field(app, commission):
    chair = at_desk(app, commission.chair)
    same = send(chair, MEMBERS, **absence(commission.members[1], commission.members[1]))
    assert same.status_code == 422
    assert "Nobody can stand in for themselves" in same.text
    send(chair, MEMBERS, **absence(commission.members[1], commission.military))
    twice = send(chair, MEMBERS, **absence(commission.members[1], commission.members[0]))
    assert "A substitute has already been named" in twice.text
    backwards = absence(commission.members[2], commission.military, ends_on="2026-11-01", reason="Іссапар")
    answer = send(chair, MEMBERS, **backwards)
    assert "The last day lies before the first one" in answer.text
    assert "Іссапар" in answer.text
    assert (
        send(chair, MEMBERS, **absence(commission.members[2], commission.military, starts_on="")).status_code
        == 422
    )


def test_a_member_names_nobody_and_a_chair_only_in_their_own_commission(app, commission):
    other = make.make_commission("195200000", "karasai")
    member = at_desk(app, commission.members[0])
    token = form_token(member.get("/staff/password/"))
    form = absence(commission.members[1], commission.military)
    assert post(member, MEMBERS, token, form).status_code == 403
    stranger = at_desk(app, other.chair)
    assert post(stranger, MEMBERS, form_token(stranger.get(MEMBERS)), form).status_code == 422
    assert rows(select(Substitution)) == []


def test_an_empty_seat_is_shown(app, commission):
    body = make.make_body(BodyKind.COMMISSION, "195200000", "Commission of one")
    chair = make.make_officer("alone.chair", Role.CHAIR, body)
    assert at_desk(app, chair).get(MEMBERS).text.count(">Nobody<") == 3


def test_the_chair_sees_what_is_late_and_how_the_season_went(app, commission, clock):
    late = make.make_case(commission, at="under_examination")
    make.make_case(commission, at="concluded", iin=make.IINS[1])
    make.make_case(commission, at="withdrawn", iin=make.IINS[2])
    slow = make.make_case(commission, at="examined", iin=make.IINS[3])
    clock.set("2026-12-03T10:00")
    make.conclude(slow, commission)
    page = at_desk(app, commission.chair).get(OVERSIGHT).text
    assert page.count(number_of(late)) >= 3
    assert "overdue by" in page
    aside = page.split("<aside")[1]
    figures = [part.split("</dd>")[0] for part in aside.split("<dd>")[1:]]
    assert figures == ["1", "1", "4 working days"]


def test_the_administrator_sees_figures_but_opens_no_case(app, commission, clock):
    case_id = make.make_case(commission)
    clock.set("2026-11-25T10:00")
    admin = make.make_officer("admin", Role.ADMIN, make.make_body(BodyKind.ADMINISTRATION))
    desk = at_desk(app, admin)
    page = desk.get(OVERSIGHT).text
    assert number_of(case_id) in page
    assert case_path(case_id) not in page
    assert "Сейітқали" not in page
    assert desk.get(case_path(case_id)).status_code == 403


def test_another_commission_is_not_in_the_figures(app, commission, clock):
    case_id = make.make_case(commission)
    other = make.make_commission("195200000", "karasai")
    clock.set("2026-11-25T10:00")
    page = at_desk(app, other.chair).get(OVERSIGHT).text
    assert number_of(case_id) not in page
    assert "Nothing is late" in page


def test_the_number_of_queries_does_not_grow(app, commission, clock):
    counts = []
    for some in (make.IINS[:1], make.IINS[1:]):
        clock.set("2026-11-23T10:00")
        for iin in some:
            make.make_case(commission, iin=iin, at="under_examination")
        clock.set("2026-11-25T10:00")
        chair = at_desk(app, commission.chair)
        chair.get(OVERSIGHT)
        for path in (OVERSIGHT, MEMBERS):
            with counted_statements() as statements:
                assert chair.get(path).status_code == 200
            counts.append(len(statements))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 15
