"""What people are told by SMS: writing it down, repeating it, and the words of it.

Nothing is sent here: the row is committed with the change that caused it, and a
job sends it (jobs/messages.py over actions/delivery.py).
"""

import re
from datetime import datetime

from sqlalchemy import select

import clock
from actions import audit, outbox
from catalogue.messages import TEMPLATES
from database import db, lock_row
from domain.errors import ActionNotOpen, AlreadyDone
from domain.message_statuses import UNREACHED, MessageStatus, Reason
from domain.messages import LANGUAGES, MessageTemplate, WrongText, WrongVariables
from domain.quiet_hours import next_allowed
from domain.roles import Actor
from domain.sms import segments
from models.messaging import Message, MessageTemplateText
from models.people import OneTimeCode, Person

SEND = "send_message"

_E164 = re.compile(r"\+[1-9][0-9]{7,14}")


def tell(
    template_code: str,
    *,
    phone: str,
    language: str,
    case_id: int | None = None,
    person_id: int | None = None,
    otp_id: int | None = None,
    **variables: str,
) -> Message:
    """Write a message down and have it sent; at night what is not urgent waits for 9:00.

    `variables` are those that the template declares, as text in their shapes
    (domain/messages.py); for a one-time password give `otp_id` in place of the
    code, which is filled in while it is being sent and stored nowhere.

    Raises LookupError for an unknown template or code, WrongVariables for other
    variables, ValueError for another language. A number that cannot be one
    raises nothing: the message ends as failed, where a person sees it.
    """
    template = TEMPLATES[template_code]
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}")
    values = {name: _on_one_line(value) for name, value in variables.items()}
    template.check(values)
    if template.holds_code != (otp_id is not None):
        raise WrongVariables(f"{template.code}: otp_id goes with a template that holds a code")
    text = text_of(template, language)
    body = text if template.holds_code else template.render(text, values)
    now = clock.now()
    message = Message(
        template=template.code,
        language=language,
        phone=phone[:16],
        body=body,
        segments=segments(template.longest(text) if template.holds_code else body),
        urgent=template.urgent,
        case_id=case_id,
        person_id=person_id,
        otp_id=otp_id,
        expires_at=_end_of_code(otp_id) if otp_id is not None else None,
        status=MessageStatus.QUEUED,
        status_at=now,
        created_at=now,
        not_before=now if template.urgent else next_allowed(clock.local(now)),
    )
    db.session.add(message)
    if _E164.fullmatch(phone) is None:
        message.status, message.reason = MessageStatus.FAILED, Reason.INVALID_NUMBER
    db.session.flush()
    if not message.is_final:
        outbox.put(SEND, message.id, not_before=message.not_before)
    return message


def retry(message_id: int, actor: Actor) -> Message:
    """Have a message sent that got stuck, because a person wants it; returns the one to be sent.

    One that waits for its next attempt is sent at once (quiet hours hold); one
    that ended without reaching the phone is repeated as a new message, and the
    old one stays as it is. Raises ActionNotOpen for any other and for a
    one-time password, AlreadyDone when it was repeated before.
    """
    old = lock_row(Message, message_id)
    if old.otp_id is not None or old.expires_at is not None:
        raise ActionNotOpen("retry")
    if old.status == MessageStatus.QUEUED:
        message = old
    elif old.status not in UNREACHED:
        raise ActionNotOpen("retry")
    elif db.session.scalar(select(Message.id).where(Message.retry_of_id == old.id)) is not None:
        raise AlreadyDone("retry")
    else:
        message = _repeat(old)
    message.not_before = next_allowed(clock.local(clock.now()))
    audit.record("message_retried", actor, case_id=old.case_id, message=old.id)
    db.session.flush()
    outbox.put(SEND, message.id, not_before=message.not_before)
    return message


def text_of(template: MessageTemplate, language: str) -> str:
    """The template's text in this language: the administrator's where there is one."""
    changed = db.session.get(MessageTemplateText, (template.code, language))
    if changed is None or template.problems(changed.text):
        return template.texts[language]  # a text from before the template changed no longer fits it
    return changed.text


def set_text(template_code: str, language: str, text: str, actor: Actor) -> None:
    """Put an administrator's text in place of the template's own; the own text again removes it.

    Raises WrongText with every fault, LookupError for an unknown template or language.
    """
    template = TEMPLATES[template_code]
    own = template.texts[language]
    text = text.strip()
    if problems := template.problems(text):
        raise WrongText(problems)
    row = db.session.get(MessageTemplateText, (template.code, language), with_for_update=True)
    if text == own:
        if row is not None:
            db.session.delete(row)
    elif row is None:
        db.session.add(
            MessageTemplateText(
                template=template.code,
                language=language,
                text=text,
                changed_at=clock.now(),
                changed_by_id=actor.id,
            )
        )
    else:
        row.text, row.changed_at, row.changed_by_id = text, clock.now(), actor.id
    audit.record("message_text_changed", actor, template=template.code, language=language)
    db.session.flush()


def _on_one_line(value: str) -> str:
    """What officers typed, with single spaces for whatever white space they used."""
    return " ".join(value.split())


def _end_of_code(otp_id: int) -> datetime:
    code = db.session.get(OneTimeCode, otp_id)
    if code is None:
        raise LookupError(f"no one-time code {otp_id}")
    return code.expires_at


def _repeat(old: Message) -> Message:
    """What is told of a case follows the person to a new number."""
    person = db.session.get(Person, old.person_id) if old.case_id and old.person_id else None
    now = clock.now()
    message = Message(
        template=old.template,
        language=old.language,
        phone=person.phone if person and person.phone else old.phone,
        body=old.body,
        segments=old.segments,
        urgent=old.urgent,
        case_id=old.case_id,
        person_id=old.person_id,
        retry_of_id=old.id,
        status=MessageStatus.QUEUED,
        status_at=now,
        created_at=now,
        not_before=now,
    )
    db.session.add(message)
    db.session.flush()
    return message
