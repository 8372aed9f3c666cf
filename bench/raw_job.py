"""A job that does nothing but one small write: what RQ can give at most."""

from sqlalchemy import text

from database import db, transaction


def write(number: int) -> None:
    """Add a row of one number."""
    with transaction():
        db.session.execute(text("INSERT INTO bench_raw (number) VALUES (:number)"), {"number": number})
