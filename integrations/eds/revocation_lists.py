"""The NCA's lists of revoked certificates, complete and delta, from the addresses of the settings.

Only a list that one of the trusted CAs signed is taken, and none replaces a newer
one. It is asked for again after ten minutes, conditionally, since the NCA's have
some twenty megabytes. It says nothing any more when it has expired, or when its
server has not confirmed it for a day, or when the newest list of its issuer is
older than Revocation.is_fresh() allows.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from integrations.eds.certificates import read_certificate, read_pinned
from integrations.eds.errors import NotAnswered, SignatureRejected
from integrations.eds.kept_lists import KeptList, ListFolder
from integrations.eds.listed import GenuineList, by_lists, genuine_list
from integrations.eds.names import read_name
from integrations.eds.revocation import Revocation
from integrations.eds.transport import exchange

logger = logging.getLogger(__name__)

LARGEST_LIST = 40 * 1024 * 1024
"""Bytes."""

FETCHING_SECONDS = 45.0
"""The longest that fetching all lists of one check may take, so that a job ends in its time."""

ASK_AGAIN_AFTER = timedelta(minutes=10)
CONFIRMED_WITHIN = timedelta(hours=24)

CRL_DISTRIBUTION_POINTS = "2.5.29.31"


class RevocationLists:
    """The lists as they are at one moment; made for one check."""

    def __init__(
        self, urls: Sequence[str], folder: Path, *, at: datetime, trust: Sequence[bytes], gost_256: bool
    ) -> None:
        self._urls = urls
        self._folder = ListFolder(folder)
        self._at = at
        self._trust = trust
        self._gost_256 = gost_256
        self._deadline = monotonic() + FETCHING_SECONDS
        self._seen: dict[str, KeptList | None] = {}

    def state(self, certificate: bytes) -> Revocation | None:
        """What its issuer's lists say of a certificate; None without a complete list that is in force.

        None, too, when the newest of them is too old. Raises NotAnswered where
        they cannot be read.
        """
        state = self._look_up(certificate, lambda url: True)
        if state is None or state.is_fresh(self._at):
            return state
        issuer = read_name(read_certificate(certificate).issuer).common_name
        logger.warning("revocation list of %s: too old, of %s", issuer, state.at.isoformat())
        return None

    def state_of_authority(self, certificate: bytes) -> Revocation | None:
        """The same of an authority's own certificate; None also where no list of its issuer is configured.

        One is, where an address gave a list of the issuer before, or stands in
        the certificate. Roots make lists a few times a year, so theirs speak as
        long as they say. Raises NotAnswered when such a list is not to be had.
        """
        authority = read_pinned(certificate)
        points = authority.extensions.get(CRL_DISTRIBUTION_POINTS)
        named = {url for url in self._urls if points is not None and url.encode() in points.value}
        before = {url: self._folder.find(url) for url in self._urls}
        theirs = named | {
            url
            for url, kept in before.items()
            if kept is not None and kept.issuer == _fingerprint(authority.issuer)
        }
        state = self._look_up(certificate, lambda url: url in theirs or before[url] is None)
        if state is None and theirs:
            raise NotAnswered("authority_not_checked")
        return state

    def _look_up(self, certificate: bytes, wanted: Callable[[str], bool]) -> Revocation | None:
        checked = read_certificate(certificate)
        found = [
            listed
            for url in self._urls
            if wanted(url) and (listed := self._in_force(url, checked.issuer)) is not None
        ]
        try:
            return by_lists(checked.serial, found)
        except SignatureRejected as refusal:
            raise NotAnswered(refusal.code) from None

    def _in_force(self, url: str, issuer: bytes) -> GenuineList | None:
        """The list of this address, if it is that of the authority of this name and says something now."""
        kept = self._refreshed(url)
        if kept is None or kept.issuer != _fingerprint(issuer):
            return None
        body = self._folder.body(url, kept)
        if body is None or self._at - kept.confirmed_at > CONFIRMED_WITHIN:
            return None
        try:
            return self._genuine(body)
        except SignatureRejected as refusal:
            logger.warning("revocation list %s: %s", url, refusal)
            return None

    def _genuine(self, body: bytes) -> GenuineList:
        return genuine_list(body, at=self._at, trust=self._trust, gost_256=self._gost_256)

    def _refreshed(self, url: str) -> KeptList | None:
        """What is known of the address's list, after asking for it where that is due; once a check."""
        if url not in self._seen:
            kept = self._folder.find(url)
            try:
                self._seen[url] = kept if self._is_recent(kept) else self._fetched(url, kept)
            except (NotAnswered, SignatureRejected) as error:
                logger.warning("revocation list %s: %s", url, error)
                self._seen[url] = kept
        return self._seen[url]

    def _is_recent(self, kept: KeptList | None) -> bool:
        return kept is not None and timedelta() <= self._at - kept.confirmed_at < ASK_AGAIN_AFTER

    def _fetched(self, url: str, kept: KeptList | None) -> KeptList:
        """Ask the address. Raises NotAnswered, or SignatureRejected for a list that is not to be kept."""
        seconds = self._deadline - monotonic()
        if seconds <= 0:
            raise NotAnswered("timeout")
        held = kept if kept is not None and self._folder.body(url, kept) is not None else None
        reply = exchange(url, headers=_conditions(held), largest=LARGEST_LIST, seconds=seconds)
        if reply.status == 304 and held is not None:
            confirmed = replace(held, confirmed_at=self._at)
            self._folder.keep(url, confirmed)
            return confirmed
        if reply.status != 200:
            raise NotAnswered("http_status")
        parts = self._genuine(reply.body).parts
        fresh = KeptList(
            issuer=_fingerprint(parts.issuer),
            sha256=hashlib.sha256(reply.body).hexdigest(),
            this_update=parts.this_update,
            confirmed_at=self._at,
            etag=reply.headers.get("etag", ""),
            last_modified=reply.headers.get("last-modified", ""),
        )
        if (
            held is not None
            and held.issuer == fresh.issuer
            and fresh.this_update < held.this_update <= self._at
        ):
            raise NotAnswered("older_list")
        self._folder.keep(url, fresh, reply.body)
        return fresh


def _conditions(held: KeptList | None) -> dict[str, str]:
    """Headers by which the server may say that nothing has changed (RFC 9110, 13.1)."""
    if held is None:
        return {}
    conditions = {"If-None-Match": held.etag, "If-Modified-Since": held.last_modified}
    return {name: value for name, value in conditions.items() if value}


def _fingerprint(name: bytes) -> str:
    return hashlib.sha256(name).hexdigest()
