"""The inbox: whose tasks, in what order, how filtered; notices on top."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select

import clock as our_clock
from actions import timekeeping
from database import transaction
from domain.identity import iin_check_digit
from domain.roles import Role
from models.cases import Notice
from tests.support import factories as make
from tests.support.officers_at_work import at_desk, case_path, number_of, post, rows, send_and_sign
from tests.support.signing_in import counted_statements, form_token


def iin(number: int) -> str:
    """The IIN of one of many people who do not exist."""
    eleven = f"041314{number:05d}"
    while iin_check_digit(eleven) is None:
        eleven = f"{int(eleven) + 500:011d}"
    return f"{eleven}{iin_check_digit(eleven)}"


def listed(desk: FlaskClient, path: str = "/staff/") -> list[str]:
    """The numbers in the list of tasks, in its order."""
    return re.findall(r">(\d{2}-\d{6}-\d)</a>", desk.get(path).text.split('id="tasks"')[1])


def mark_overdue() -> None:
    """What the periodic job does."""
    for task in timekeeping.overdue_tasks(our_clock.now()):
        with transaction():
            timekeeping.mark_overdue(task)


def test_everybody_sees_their_own_part(app, commission):
    registered = make.make_case(commission)
    examined = make.make_case(commission, at="under_examination", iin=make.IINS[1])
    concluded = make.make_case(commission, at="concluded", iin=make.IINS[2])
    assert listed(at_desk(app, commission.chair)) == [number_of(registered)]
    for member in commission.members:
        assert listed(at_desk(app, member)) == [number_of(examined)]
    assert listed(at_desk(app, commission.military)) == [number_of(concluded)]
    assert listed(at_desk(app, commission.complaints)) == []


def test_overdue_comes_first_and_filters_narrow_the_list(app, commission, clock):
    late = make.make_case(commission)
    clock.set("2026-11-25T10:00")
    today = make.make_case(commission, at="examined", iin=make.IINS[1])
    clock.set("2026-11-26T10:00")
    later = make.make_case(commission, iin=make.IINS[2])
    desk = at_desk(app, commission.chair)
    assert listed(desk) == [number_of(late), number_of(today), number_of(later)]
    assert listed(desk, "/staff/?due=overdue") == [number_of(late)]
    assert listed(desk, "/staff/?due=today") == [number_of(today)]
    assert listed(desk, "/staff/?step=registered") == [number_of(late), number_of(later)]
    assert listed(desk, "/staff/?step=registered&due=today") == []
    assert "No task matches this choice" in desk.get("/staff/?step=registered&due=today").text
    assert listed(desk, "/staff/?due=nonsense&page=99") == [
        number_of(late),
        number_of(today),
        number_of(later),
    ]


def test_a_substitute_sees_their_own_tasks_and_the_absent_ones(app, commission):
    own = make.make_case(commission, at="concluded")
    absent = make.make_case(commission, iin=make.IINS[1])
    deputy = make.make_substitute("deputy", commission.chair)
    with transaction():
        make.appoint(
            make.SITE,
            deputy.id,
            role=Role.MILITARY_BODY,
            body_id=commission.military_body_id,
            starts_on=our_clock.today(),
        )
    page = at_desk(app, deputy).get("/staff/").text
    assert number_of(own) in page
    assert number_of(absent) in page
    assert page.count("in place of Alatau.Chair") == 1


def test_the_list_is_paged(app, commission):
    for number in range(27):
        make.make_case(commission, iin=iin(number))
    desk = at_desk(app, commission.chair)
    first, second = listed(desk), listed(desk, "/staff/?page=2")
    assert (len(first), len(second), len(set(first + second))) == (25, 2, 27)
    fragment = desk.get("/staff/?page=2", headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<section id="tasks"')


def test_the_number_of_queries_does_not_grow_with_the_list(app, commission):
    counts = []
    for start, end in ((0, 3), (3, 20)):
        for number in range(start, end):
            make.make_case(commission, iin=iin(number))
        desk = at_desk(app, commission.chair)
        desk.get("/staff/")
        with counted_statements() as statements:
            assert desk.get("/staff/").status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert counts[0] <= 15


def test_notices_of_one_case_stand_together_until_they_are_read(app, commission, clock):
    case_id = make.make_case(commission, at="under_examination")
    clock.set("2026-11-25T09:00")
    mark_overdue()
    chair, member = at_desk(app, commission.chair), at_desk(app, commission.members[0])
    assert "1 notice" in chair.get("/staff/").text
    assert "1 notice" in member.get("/staff/").text
    page = chair.get("/staff/")
    ids = re.findall(r'name="notice" value="(\d+)"', page.text)
    assert len(ids) == 3
    answer = post(chair, "/staff/notices/read/", form_token(page), {"notice": ids})
    assert answer.status_code == 303
    assert case_path(case_id) not in chair.get("/staff/").text
    assert "1 notice" in member.get("/staff/").text


def test_nobody_reads_the_notices_of_others(app, commission, clock):
    make.make_case(commission)
    clock.set("2026-11-25T09:00")
    mark_overdue()
    desk = at_desk(app, commission.military)
    token = form_token(desk.get("/staff/password/"))
    ids = [str(notice) for notice in rows(select(Notice.id))]
    post(desk, "/staff/notices/read/", token, {"notice": ids})
    assert rows(select(Notice.read_at)) == [None] * len(ids)


def test_an_empty_inbox_says_so(app, commission):
    assert "Nothing waits for you" in at_desk(app, commission.chair).get("/staff/").text


def test_a_task_that_is_done_leaves_the_inbox(app, commission):
    case_id = make.make_case(commission, at="under_examination")
    member = at_desk(app, commission.members[0])
    assert listed(member) == [number_of(case_id)]
    send_and_sign(member, case_path(case_id, "agree"))
    assert listed(member) == []
