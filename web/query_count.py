"""With QYZMET_BENCH=on each answer says how many SQL statements it took. For measuring alone."""

from flask import Flask, Response, g, has_request_context
from sqlalchemy import event

from database import db

HEADER = "X-Bench-SQL"


def init_app(app: Flask) -> None:
    """Count and tell, if the settings say so."""
    if not app.config["SETTINGS"].bench:
        return
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", _count)
    app.after_request(_tell)


def _count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
    # On SQLite we begin transactions by a statement of our own, on PostgreSQL the driver does it unseen.
    if has_request_context() and not statement.startswith("BEGIN"):
        g.bench_sql = g.get("bench_sql", 0) + 1


def _tell(response: Response) -> Response:
    response.headers[HEADER] = str(g.get("bench_sql", 0))
    return response
