"""Settings: what is read, what is refused, and that all faults are told at once."""

from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest

from app import create_app
from config import ROOT, ConfigurationError, Settings
from tests.support.settings import STORAGE_KEYS

TRUSTED = ROOT / "tests" / "support" / "trusted"
PRODUCTION = {
    "QYZMET_MODE": "production",
    "QYZMET_SECRET_KEY": "kX2vQ9mT4bL7wR1zC8nH5jF3pS6dG0yA",
    "QYZMET_CODE_KEY": "Zu8eJ3rW6tY1oK9iP4aM7sD2fV5gB0hN",
    "QYZMET_STORAGE_KEYS": "2026-1:zM0jTL4LXb93VxLCznGsvBA0QTLVQLZ3lnElCmQ6a9o=",
    "QYZMET_PUBLIC_URL": "https://qyzmet.gov.kz/",
    "DATABASE_URL": "postgresql://qyzmet@db/qyzmet",
    "REDIS_URL": "redis://queue:6379/0",
    "TWILIO_ACCOUNT_SID": "AC5ef8732a3c49700934481addd5ce1659",
    "TWILIO_AUTH_TOKEN": "b81f3c2a9d",
    "TWILIO_FROM_NUMBER": "QYZMET",
    "TWILIO_API_BASE": "https://api.twilio.com",
    "REGISTRY_URL": "https://shep.gov.kz/bip-sync/",
    "REGISTRY_LOGIN": "qyzmet",
    "REGISTRY_PASSWORD": "f83kd02ls9",
    "EDS_TRUST_DIR": str(TRUSTED),
    "EDS_OCSP_URLS": "http://ocsp.pki.gov.kz http://ocsp1.pki.gov.kz",
}
TESTING = {
    "QYZMET_MODE": "test",
    "QYZMET_SECRET_KEY": "short",
    "QYZMET_CODE_KEY": "short too",
    "QYZMET_STORAGE_KEYS": STORAGE_KEYS,
    "QYZMET_PUBLIC_URL": "http://localhost",
}


def problems(environ: dict[str, str]) -> str:
    with pytest.raises(ConfigurationError) as refused:
        Settings.from_env(environ)
    return "\n".join(refused.value.problems)


def test_production_starts_with_everything_in_place() -> None:
    settings = Settings.from_env(PRODUCTION)
    assert settings.mode == "production"
    assert settings.public_url == "https://qyzmet.gov.kz"
    assert settings.trusted_proxies == 0
    assert settings.starts_at is None
    assert settings.eds_ocsp_urls == ("http://ocsp.pki.gov.kz", "http://ocsp1.pki.gov.kz")
    assert (settings.eds_crl_urls, settings.eds_tsa_url, settings.ncanode_url) == ((), "", "")
    assert (settings.eds_trust_dir, settings.eds_gost_256) == (TRUSTED, False)
    assert settings.ncalayer_url == "wss://127.0.0.1:13579"
    assert settings.egov_mobile_link == "https://m.egov.kz/mobileSign/"


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"QYZMET_MODE"}))
def test_production_refuses_to_start_without(name: str) -> None:
    assert problems({**PRODUCTION, name: " "}) == f"{name} is not set"


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("QYZMET_SECRET_KEY", "kX2vQ9mT4bL7wR1", "shorter than 32"),
        ("QYZMET_SECRET_KEY", "demo-kX2vQ9mT4bL7wR1zC8nH5jF3pS6dG0yA", "the demo's"),
        ("QYZMET_SECRET_KEY", "change-me-change-me-change-me-change-me", "easy to guess"),
        ("QYZMET_CODE_KEY", "a" * 64, "easy to guess"),
        ("QYZMET_CODE_KEY", PRODUCTION["QYZMET_SECRET_KEY"], "the same as QYZMET_SECRET_KEY"),
        ("QYZMET_PUBLIC_URL", "http://qyzmet.gov.kz", "https"),
        ("QYZMET_PUBLIC_URL", "https://localhost", "this computer"),
        ("TWILIO_API_BASE", "https://127.0.0.1:9001", "this computer"),
        ("TWILIO_API_BASE", "https://[::1]:9001", "this computer"),
        ("TWILIO_API_BASE", "http://api.twilio.com", "https"),
        ("TWILIO_AUTH_TOKEN", "demo-token", "the demo's"),
        ("REGISTRY_URL", "https://gateway.localhost/", "this computer"),
        ("REGISTRY_PASSWORD", "demo-password", "the demo's"),
        ("QYZMET_STORAGE_KEYS", "demo-1:zM0jTL4LXb93VxLCznGsvBA0QTLVQLZ3lnElCmQ6a9o=", "the demo's"),
        ("QYZMET_STORAGE_KEYS", f"2026-1:{'A' * 43}=", "easy to guess"),
        ("QYZMET_STORAGE_KEYS", "2026-1:zM0jTL4LXb93VxLCznGsvA==", "32 bytes in base64"),
        ("QYZMET_STORAGE_KEYS", "2026-1:no base64", "32 bytes in base64"),
        ("QYZMET_STORAGE_KEYS", "zM0jTL4LXb93VxLCznGsvBA0QTLVQLZ3lnElCmQ6a9o=", "32 bytes in base64"),
        ("QYZMET_STORAGE_KEYS", f"{STORAGE_KEYS} {STORAGE_KEYS}", "twice"),
        ("QYZMET_STORAGE_PLAIN", "yes", "on or off"),
        ("QYZMET_NOW", "2026-11-23T10:00+05:00", "only the demo"),
        ("QYZMET_BENCH", "on", "for measuring"),
        ("QYZMET_TRUSTED_PROXIES", "many", "a number from 0 to 5"),
        ("QYZMET_TRUSTED_PROXIES", "6", "a number from 0 to 5"),
        ("EDS_TRUST_DIR", "/no/such/folder", "a folder that exists"),
        ("EDS_TRUST_DIR", __file__, "a folder that exists"),
        ("EDS_OCSP_URLS", "demo-ocsp", "the demo's"),
        ("EDS_GOST_256", "yes", "on or off"),
    ],
)
def test_production_refuses_to_start_with(name: str, value: str, complaint: str) -> None:
    found = problems({**PRODUCTION, name: value})
    assert found.startswith(name)
    assert complaint in found


def test_a_faulty_storage_key_is_not_quoted() -> None:
    assert "c2VjcmV0" not in problems({**PRODUCTION, "QYZMET_STORAGE_KEYS": "2026-1:c2VjcmV0"})


class TestBucket:
    """Where papers lie in a bucket, and not in a folder."""

    BUCKET = MappingProxyType(
        {
            "S3_ENDPOINT": "https://s3.example.kz/",
            "S3_BUCKET": "papers",
            "S3_ACCESS_KEY": "qyzmet",
            "S3_SECRET_KEY": "h8fR2kd0Ww",
        }
    )

    def test_it_is_taken_whole(self) -> None:
        settings = Settings.from_env(
            {**PRODUCTION, **self.BUCKET, "S3_REGION": "kz-ast", "S3_PATH_STYLE": "off"}
        )
        assert (settings.s3_endpoint, settings.s3_bucket) == ("https://s3.example.kz", "papers")
        assert (settings.s3_region, settings.s3_path_style) == ("kz-ast", False)
        assert self.BUCKET["S3_SECRET_KEY"] not in repr(settings)
        plain = Settings.from_env({**PRODUCTION, **self.BUCKET})
        assert (plain.s3_region, plain.s3_path_style) == ("us-east-1", True)

    @pytest.mark.parametrize("name", sorted(BUCKET))
    def test_half_of_it_is_a_fault_and_no_folder(self, name: str) -> None:
        environ = {**PRODUCTION, **self.BUCKET}
        del environ[name]
        assert problems(environ) == f"{name} is not set"

    def test_its_address_names_a_scheme(self) -> None:
        assert "http:// or https://" in problems({**PRODUCTION, **self.BUCKET, "S3_ENDPOINT": "minio:9000"})

    def test_the_demos_papers_stay_on_this_computer(self) -> None:
        environ = {**TESTING, **self.BUCKET, "QYZMET_MODE": "demo"}
        assert problems(environ) == "S3_ENDPOINT leaves this computer, which mode demo must not"


def test_all_faults_are_told_at_once() -> None:
    found = problems({"QYZMET_MODE": "production"})
    assert all(f"{name} is not set" in found for name in PRODUCTION if name != "QYZMET_MODE")


def test_no_mode_is_no_demo() -> None:
    found = problems({name: value for name, value in PRODUCTION.items() if name != "QYZMET_MODE"})
    assert (
        found == "QYZMET_MODE is one of demo, test, production, and is not set (`make run` sets up the demo)"
    )
    assert "not 'develop'" in problems({**PRODUCTION, "QYZMET_MODE": "develop"})


def test_secrets_do_not_show_in_a_trace() -> None:
    shown = repr(Settings.from_env(PRODUCTION))
    for name in ("QYZMET_SECRET_KEY", "QYZMET_CODE_KEY", "TWILIO_AUTH_TOKEN", "REGISTRY_PASSWORD"):
        assert PRODUCTION[name] not in shown
    assert repr(Settings.from_env(PRODUCTION).storage_keys[0][1]) not in shown


@pytest.mark.parametrize("mode", ["demo", "test"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWILIO_API_BASE", PRODUCTION["TWILIO_API_BASE"]),
        ("REGISTRY_URL", PRODUCTION["REGISTRY_URL"]),
        ("EDS_OCSP_URLS", "http://127.0.0.1:9/ocsp http://ocsp1.pki.gov.kz"),
        ("EDS_CRL_URLS", "http://crl.pki.gov.kz/nca_gost_2022.crl http://crl1.pki.gov.kz/nca_gost_2022.crl"),
        ("EDS_TSA_URL", "http://tsp.pki.gov.kz"),
        ("NCANODE_URL", "http://ncanode:14579"),
    ],
)
def test_made_up_people_never_reach_the_outside(mode: str, name: str, value: str) -> None:
    environ = {**TESTING, "QYZMET_MODE": mode, name: value}
    assert problems(environ) == f"{name} leaves this computer, which mode {mode} must not"


def test_keys_of_256_bits_are_taken_where_that_is_switched_on() -> None:
    assert Settings.from_env({**TESTING, "EDS_GOST_256": "on"}).eds_gost_256 is True
    assert Settings.from_env({**TESTING, "EDS_GOST_256": "off"}).eds_gost_256 is False


@pytest.mark.parametrize("value", ["12345678901", "00134000001x", "٠٠١٣٤٠٠٠٠٠١٧"])
def test_what_egov_mobile_shows_of_us_is_a_bin_or_nothing(value: str) -> None:
    assert Settings.from_env({**TESTING, "EGOV_MOBILE_BIN": "021340007013"}).egov_mobile_bin == "021340007013"
    assert Settings.from_env(TESTING).egov_mobile_bin == ""
    assert "EGOV_MOBILE_BIN is the twelve digits of a BIN" in problems({**TESTING, "EGOV_MOBILE_BIN": value})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_gets_our_driver(scheme: str) -> None:
    settings = Settings.from_env({**TESTING, "DATABASE_URL": f"{scheme}://me@host/db"})
    assert settings.database_url == "postgresql+psycopg://me@host/db"


def test_without_a_database_a_file_in_the_data_folder_serves(tmp_path: Path) -> None:
    settings = Settings.from_env({**TESTING, "QYZMET_DATA_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/qyzmet.sqlite3"


def test_the_demo_may_begin_at_any_moment_that_names_its_offset() -> None:
    environ = {**TESTING, "QYZMET_MODE": "demo", "QYZMET_NOW": "2026-11-23T10:00+05:00"}
    assert Settings.from_env(environ).starts_at == datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert "ISO 8601" in problems({**environ, "QYZMET_NOW": "2026-11-23T10:00"})


def test_a_command_finds_the_settings_of_the_demo_that_runs(tmp_path: Path) -> None:
    lines = [f"{name}={value}\n" for name, value in {**TESTING, "QYZMET_MODE": "demo"}.items()]
    (tmp_path / "demo.env").write_text("".join(lines))
    settings = Settings.load({"QYZMET_DATA_DIR": str(tmp_path)})
    assert settings.mode == "demo"
    assert settings.data_dir == tmp_path


def test_a_production_process_never_reads_the_settings_of_a_demo(tmp_path: Path) -> None:
    (tmp_path / "demo.env").write_text("QYZMET_SECRET_KEY=demo-1\n")
    environ = {"QYZMET_MODE": "production", "QYZMET_DATA_DIR": str(tmp_path)}
    with pytest.raises(ConfigurationError, match="QYZMET_SECRET_KEY is not set"):
        Settings.load(environ)


class TestNames:
    """Names that the site does not know are refused before it starts."""

    @pytest.fixture
    def environ(self, tmp_path: Path) -> dict[str, str]:
        return {**TESTING, "QYZMET_DATA_DIR": str(tmp_path)}

    def test_known_ones_are_taken(self, environ: dict[str, str]) -> None:
        named = {"QYZMET_PILOTS_OPEN": "contract", "REGISTRIES_NOT_CONNECTED": "education convictions"}
        settings = create_app(Settings.from_env({**environ, **named})).config["SETTINGS"]
        assert settings.pilots_open == {"contract"}
        assert settings.registries_not_connected == {"education", "convictions"}

    def test_every_unknown_one_is_told(self, environ: dict[str, str]) -> None:
        named = {"QYZMET_PILOTS_OPEN": "contarct", "REGISTRIES_NOT_CONNECTED": "births,education identity"}
        with pytest.raises(ConfigurationError) as refused:
            create_app(Settings.from_env({**environ, **named}))
        registries = "convictions, education, family, narcology, psychiatry, skin_venereal, tuberculosis"
        assert refused.value.problems == [
            "QYZMET_PILOTS_OPEN names 'contarct', which is none of contract",
            f"REGISTRIES_NOT_CONNECTED names 'births,education', which is none of {registries}",
            f"REGISTRIES_NOT_CONNECTED names 'identity', which is none of {registries}",
        ]

    def test_a_service_that_is_no_pilot_is_not_opened_by_it(self, environ: dict[str, str]) -> None:
        with pytest.raises(ConfigurationError, match="names 'deferral'"):
            create_app(Settings.from_env({**environ, "QYZMET_PILOTS_OPEN": "deferral"}))
