"""A citizen's own data, as they take them with them."""

import json
import zipfile
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask.testing import FlaskClient

from tests.support.citizens import token_of


@dataclass(frozen=True)
class Taken:
    """What came: the data, the papers by name, and the text of all of it."""

    data: dict[str, Any]
    files: dict[str, bytes]

    @property
    def text(self) -> str:
        """Everything in it in which a word can stand."""
        papers = b"\n".join(self.files.values()).decode("utf-8", "replace")
        return json.dumps(self.data, ensure_ascii=False) + "\n".join(self.files) + papers


def take_data(browser: FlaskClient) -> Taken:
    """Press the button on the page *My data*."""
    token = token_of(browser.get("/cabinet/profile/"))
    answer = browser.post("/cabinet/profile/data/", data={"csrf_token": token})
    assert answer.status_code == 200, answer.status
    with zipfile.ZipFile(BytesIO(answer.data)) as package:
        assert package.testzip() is None
        files = {name: package.read(name) for name in package.namelist()}
    return Taken(json.loads(files.pop("data.json")), files)
