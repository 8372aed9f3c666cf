"""Settings for tests."""

from pathlib import Path

from config import Settings

SITE = "http://qyzmet.test"

STORAGE_KEYS = "tests-1:nUcvTgSTV0+hyq3Ia4Fr1QMQU36GMPdCWE0TMmkVtrY="


def make_settings(data_dir: Path, **environ: str) -> Settings:
    """Settings of mode `test` in this folder; further environment variables by their names."""
    return Settings.from_env(
        {
            "QYZMET_MODE": "test",
            "QYZMET_SECRET_KEY": "the tests' own key for signing cookies",
            "QYZMET_CODE_KEY": "the tests' own key for one-time passwords",
            "QYZMET_STORAGE_KEYS": STORAGE_KEYS,
            "QYZMET_PUBLIC_URL": SITE,
            "QYZMET_DATA_DIR": str(data_dir),
            "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000000",
            "TWILIO_AUTH_TOKEN": "the tests' own token",
            "TWILIO_FROM_NUMBER": "+77000000000",
            # Nobody listens there: a test that speaks to the outside says to whom.
            "TWILIO_API_BASE": "http://127.0.0.1:9",
            "REGISTRY_URL": "http://127.0.0.1:9/",
            "REGISTRY_LOGIN": "tests",
            "REGISTRY_PASSWORD": "tests",
            "EGOV_MOBILE_BIN": "021340007013",  # of the thirteenth month: nobody has it
            "QYZMET_PILOTS_OPEN": "contract",
            **environ,
        }
    )
