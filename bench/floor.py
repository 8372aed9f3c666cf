"""The floor: what the same server can give at most. One query, one template, nothing else of ours.

The same rows as in the chair's inbox, in a page of like size, from SQLAlchemy's
pool of connections and Jinja as Flask brings them.
"""

import os

from flask import Flask, render_template
from sqlalchemy import create_engine, text

QUERY = text(
    "SELECT c.number, p.surname, p.name, p.patronymic, c.service, t.step, t.due_at"
    " FROM tasks t JOIN cases c ON c.id = t.case_id JOIN people p ON p.id = c.person_id"
    " WHERE t.closed_at IS NULL AND t.body_id = :body AND t.role = 'chair' AND t.seat IS NULL"
    " AND t.assignee_id IS NULL ORDER BY t.due_at, t.id LIMIT :rows"
)


def make() -> Flask:
    """The app on DATABASE_URL; BENCH_BODY is whose tasks."""
    app = Flask("bench.floor", template_folder="templates")
    url = os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://")
    engine = create_engine(url)
    body = int(os.environ["BENCH_BODY"])

    @app.get("/rows/<int:rows>/")
    def page(rows: int) -> str:
        with engine.connect() as connection:
            tasks = connection.execute(QUERY, {"body": body, "rows": rows}).all()
        return render_template("floor.html", tasks=tasks)

    return app
