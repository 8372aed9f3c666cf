"""People at work: each takes a case from the queue and does its deeds, one after the other.

Whoever gets no answer, or one that says the site is in trouble, looks at the case
before trying again: a deed is sent once more only where the case's page says that
it has not been done.
"""

import queue
import threading
import time
import traceback

from devkit.chaos.browser import Answer, Unanswered
from devkit.chaos.filing import Filed
from devkit.chaos.stories import CLOSED, Deed

_GIVE_UP_SECONDS = 180.0
_PAUSE = 0.2  # seconds before somebody tries again

_TOO_LATE = 409
"""Fair to whoever sends again: of a web worker that was killed the last word to the database may be carried
out after the page was looked at. That the deed was done, and once, is for the page and the ledger to say."""

_IN_TROUBLE = 503  # what the site answers, and says to come again, when what it stands on is away


class Stuck(RuntimeError):
    """A deed could not be done however often it was tried."""


class Tally:
    """What the clients did, counted across their threads."""

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self.changes = 0
        self.answered: list[tuple[str, str]] = []
        """Case number and action of every deed that was answered, or found done."""
        self.unanswered = 0
        self.found_done = 0
        self.surprises: list[str] = []
        """Answers that nobody should get who acts alone on a case."""

    def done(self, filed: Filed, deed: Deed) -> None:
        """A deed is done."""
        with self._moved:
            self.changes += deed.changes
            self.answered.append((filed.number, deed.action))
            self._moved.notify_all()

    def note(self, *, unanswered: int = 0, found_done: int = 0, surprise: str = "") -> None:
        """Something else happened."""
        with self._moved:
            self.unanswered += unanswered
            self.found_done += found_done
            self.surprises += [surprise] if surprise else []

    def wait_for(self, changes: int, stop: threading.Event) -> bool:
        """Return True when so many changes are made, False when told to stop."""
        with self._moved:
            while self.changes < changes and not stop.is_set():
                self._moved.wait(0.1)
        return not stop.is_set()


class Clients:
    """So many people at once. `join` raises nothing: what went wrong is a surprise of the tally."""

    def __init__(self, people: int, tally: Tally, stop: threading.Event) -> None:
        self._people = people
        self._cases: queue.SimpleQueue[Filed | None] = queue.SimpleQueue()
        self._tally = tally
        self._stop = stop
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(people)]

    def start(self) -> None:
        """Begin with the cases that there are, and those that come."""
        for thread in self._threads:
            thread.start()

    def give(self, filed: Filed) -> None:
        """One case more."""
        self._cases.put(filed)

    def join(self) -> None:
        """No case comes any more: wait until none is left."""
        for _ in range(self._people):
            self._cases.put(None)
        for thread in self._threads:
            while thread.is_alive():
                thread.join(0.5)  # in pieces, so that Ctrl-C comes through

    def _work(self) -> None:
        while not self._stop.is_set() and (filed := self._cases.get()) is not None:
            try:
                for deed in filed.story.deeds:
                    do(filed, deed, self._tally, self._stop)
            except Exception:
                self._tally.note(surprise=f"{filed.number}: {traceback.format_exc()}")


def do(filed: Filed, deed: Deed, tally: Tally, stop: threading.Event) -> None:
    """Do one deed, whatever the site goes through. Raises Stuck."""
    browser, number = filed.browsers[deed.who], filed.number
    until = time.monotonic() + _GIVE_UP_SECONDS
    sent = False
    while not stop.is_set():
        try:
            if not browser.has_token:
                _expect(200, browser.open_form(deed.form(number)), filed, deed, tally)
            again, sent = sent, True
            answer = browser.post(deed.form(number), deed.fields)
            if not (again and answer.status == _TOO_LATE):
                _expect(303, answer, filed, deed, tally)
            if answer.location.endswith(deed.leads_to(number)):
                return tally.done(filed, deed)
            if answer.status == 303:
                tally.note(surprise=_words(filed, deed, answer))
        except Unanswered:
            tally.note(unanswered=1)
        if sent and _counts(filed, deed, tally, until, stop):
            tally.note(found_done=1)
            return tally.done(filed, deed)
        if time.monotonic() > until:
            raise Stuck(f"{number} {deed.action}")
        stop.wait(_PAUSE)
    return None


def _counts(filed: Filed, deed: Deed, tally: Tally, until: float, stop: threading.Event) -> bool:
    """What the case's page says, which is asked for until it comes. Raises Stuck."""
    browser, number = filed.browsers[deed.who], filed.number
    while not stop.is_set():
        try:
            answer = browser.get(deed.page(number))
            if not (deed.parts and answer.status == CLOSED):
                _expect(200, answer, filed, deed, tally)
            return deed.counts_on(answer.status, answer.text, number)
        except Unanswered:
            tally.note(unanswered=1)
        if time.monotonic() > until:
            raise Stuck(f"{number}: its page")
        stop.wait(_PAUSE)
    return False


def _expect(status: int, answer: Answer, filed: Filed, deed: Deed, tally: Tally) -> None:
    """Raises Unanswered for another status: where the site is in trouble that is fair, else a surprise."""
    if answer.status == status:
        return
    if answer.status != _IN_TROUBLE:
        tally.note(surprise=_words(filed, deed, answer))
    raise Unanswered(str(answer.status))


def _words(filed: Filed, deed: Deed, answer: Answer) -> str:
    return f"{filed.number} {deed.action}: {answer.status} {answer.location}"
