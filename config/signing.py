"""Settings of signing with EDS: whom the site trusts, whom it asks, how people sign."""

from dataclasses import dataclass
from pathlib import Path

from config.declared import ADDRESS, FOLDER, SWITCH, TEXT, WORDS, Kind, setting

#: Where the signing program of the NCA RK listens on a person's own computer.
NCALAYER = "wss://127.0.0.1:13579"

#: What opens the signing of eGov Mobile on a telephone.
EGOV_MOBILE = "https://m.egov.kz/mobileSign/"


def _bin(text: str) -> str:
    if len(text) != 12 or not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return text


BIN = Kind(_bin, "the twelve digits of a BIN")


@dataclass(frozen=True)
class SigningSettings:
    """The National Certification Authority, NCALayer, eGov Mobile."""

    eds_trust_dir: Path | None = setting("EDS_TRUST_DIR", FOLDER, None, in_production=True)
    eds_ocsp_urls: tuple[str, ...] = setting("EDS_OCSP_URLS", WORDS, (), in_production=True, outside=True)
    eds_crl_urls: tuple[str, ...] = setting("EDS_CRL_URLS", WORDS, (), outside=True)
    eds_tsa_url: str = setting("EDS_TSA_URL", TEXT, "", outside=True)
    eds_gost_256: bool = setting("EDS_GOST_256", SWITCH, False)
    ncalayer_url: str = setting("NCALAYER_URL", TEXT, NCALAYER)
    egov_mobile_link: str = setting("EGOV_MOBILE_LINK", TEXT, EGOV_MOBILE)
    egov_mobile_bin: str = setting("EGOV_MOBILE_BIN", BIN, "")
    ncanode_url: str = setting("NCANODE_URL", ADDRESS, "", outside=True)
