"""Which language a page speaks, and how it is changed."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config import Settings
from tests.support.small_site import make_site


class Person:
    """Somebody whose setting is kept, or a stranger."""

    def __init__(self, language: str | None) -> None:
        self.language = language

    def read(self) -> str | None:
        return self.language

    def write(self, code: str) -> None:
        if self.language is not None:
            self.language = code


def spoken(client: FlaskClient, path: str = "/page/", **options: object) -> str:
    """The language that the page declares."""
    text = client.get(path, **options).text  # type: ignore[arg-type]
    return text.partition('<html lang="')[2][:2]


def browser(site: Flask) -> FlaskClient:
    return site.test_client()


def test_kazakh_is_the_default_whatever_the_browser_asks_for(site: Flask):
    assert spoken(browser(site), headers={"Accept-Language": "ru,en;q=0.5"}) == "kk"


@pytest.mark.parametrize("code", ["kk", "ru", "en"])
def test_a_choice_is_kept_in_a_cookie_and_taken_out_of_the_address(site: Flask, code: str):
    client = browser(site)
    answer = client.get(f"/page/?page=2&lang={code}&tag=a&tag=b")
    assert (answer.status_code, answer.location) == (303, "/page/?page=2&tag=a&tag=b")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Max-Age=31536000" in cookie
    assert spoken(client) == code


@pytest.mark.parametrize("code", ["de", "", "kk;x", "../etc"])
def test_a_language_we_do_not_speak_changes_nothing(site: Flask, code: str):
    client = browser(site)
    answer = client.get("/page/", query_string={"lang": code})
    assert answer.status_code == 303 and "language=" not in answer.headers.get("Set-Cookie", "")
    assert spoken(client) == "kk"


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "///evil.example/%2F.."])
def test_a_choice_never_leads_to_another_site(site: Flask, path: str):
    answer = browser(site).open(f"http://localhost{path}?lang=ru")
    assert answer.status_code in (303, 308, 404)
    assert not (answer.location or "/").startswith(("//", "/\\"))


def test_a_post_is_not_turned_into_a_page(site: Flask):
    assert browser(site).post("/page/?lang=ru").status_code == 400  # no token, and no redirect either


def test_a_persons_setting_wins_over_the_cookie_and_follows_the_choice(settings: Settings):
    person = Person("ru")
    client = browser(make_site(settings, read=person.read, write=person.write))
    client.set_cookie("language", "en")
    assert spoken(client) == "ru"
    client.get("/page/?lang=en")
    assert (person.language, spoken(client)) == ("en", "en")


def test_a_strangers_choice_is_the_cookies(settings: Settings):
    person = Person(None)
    client = browser(make_site(settings, read=person.read, write=person.write))
    client.get("/page/?lang=ru")
    assert (person.language, spoken(client)) == (None, "ru")


def test_a_setting_that_could_not_be_changed_is_refused_at_the_start(settings: Settings):
    with pytest.raises(ValueError, match="both"):
        make_site(settings, read=lambda: "kk")


def test_the_switch_keeps_the_place_and_names_each_language_in_itself(site: Flask):
    page = browser(site).get("/page/?page=2").text
    for code, name in (("kk", "Қазақша"), ("ru", "Русский"), ("en", "English")):
        assert (
            f'href="/page/?page=2&amp;lang={code}" lang="{code}"' in page and f'aria-label="{name}"' in page
        )
    assert page.count('aria-current="true"') == 1
