"""Papers at rest: whoever has the disk or the bucket can neither read, nor change, nor exchange them."""

import hashlib
import io
from collections.abc import Callable

import pytest
from werkzeug.wsgi import FileWrapper

from integrations.storage import EncryptedStorage, LocalStorage, Storage, Unreadable
from integrations.storage.encrypted import Rotated
from integrations.storage.sealing import CHUNK, HEADER, MAGIC, Keyring
from tests.unit.storage.conftest import NEW, OLD
from tests.unit.storage.test_every_store import LARGE

PAPER = LARGE[: 2 * CHUNK + 1000]
BODY_CHUNK = CHUNK + 16


@pytest.fixture
def beneath(backend_of: Callable[[str], Storage]) -> LocalStorage:
    """The folder under the encrypted store."""
    folder = backend_of("local")
    assert isinstance(folder, LocalStorage)
    return folder


@pytest.fixture
def store(beneath: LocalStorage) -> EncryptedStorage:
    return EncryptedStorage(beneath, Keyring({"new": NEW}))


def stored(beneath: Storage, key: str) -> bytes:
    with beneath.open(key) as file:
        return file.read()


def plain(store: Storage, key: str) -> bytes:
    with store.open(key) as file:
        return file.read()


def unknown(_key: str) -> None:
    """No SHA-256 is known."""


def test_nothing_of_a_paper_can_be_read_on_the_disk(store: EncryptedStorage, beneath: LocalStorage) -> None:
    paper = b"%PDF-1.7 the convictions of a named person " * 5000
    one, same = (stored(beneath, store.put(paper).key) for _time in range(2))
    for part in (b"PDF", b"convictions", NEW, hashlib.sha256(paper).digest()):
        assert part not in one
    assert one.startswith(MAGIC + b"new\0")
    # Neither do two files tell that they are the same.
    assert one[HEADER:] != same[HEADER:]
    assert len(one) == HEADER + len(paper) + 16 * (len(paper) // CHUNK + 1)


@pytest.mark.parametrize(
    "place",
    [0, 6, 7, 8, 25, 40, HEADER - 1, HEADER, HEADER + CHUNK, HEADER + BODY_CHUNK, -1],
)
def test_a_changed_bit_anywhere_is_noticed(
    store: EncryptedStorage, beneath: LocalStorage, place: int
) -> None:
    key = store.put(PAPER).key
    changed = bytearray(stored(beneath, key))
    changed[place] ^= 1
    beneath.put(bytes(changed), key=key)
    with pytest.raises(Unreadable):
        plain(store, key)


def cut_in_the_header(content: bytes) -> bytes:
    return content[: HEADER - 1]


def cut_to_the_header(content: bytes) -> bytes:
    return content[:HEADER]


def cut_after_a_chunk(content: bytes) -> bytes:
    return content[: HEADER + 2 * BODY_CHUNK]


def cut_in_a_tag(content: bytes) -> bytes:
    return content[: HEADER + 2 * BODY_CHUNK + 7]


def chunks_exchanged(content: bytes) -> bytes:
    one, two = HEADER + BODY_CHUNK, HEADER + 2 * BODY_CHUNK
    return content[:HEADER] + content[one:two] + content[HEADER:one] + content[two:]


def chunk_repeated(content: bytes) -> bytes:
    one = HEADER + BODY_CHUNK
    return content[:one] + content[HEADER:one] + content[one:]


def chunk_left_out(content: bytes) -> bytes:
    return content[: HEADER + BODY_CHUNK] + content[HEADER + 2 * BODY_CHUNK :]


def something_appended(content: bytes) -> bytes:
    return content + b"x"


@pytest.mark.parametrize(
    "change",
    [
        cut_in_the_header,
        cut_to_the_header,
        cut_after_a_chunk,
        cut_in_a_tag,
        chunks_exchanged,
        chunk_repeated,
        chunk_left_out,
        something_appended,
    ],
)
def test_a_file_that_is_not_whole_and_in_order_is_noticed(
    store: EncryptedStorage, beneath: LocalStorage, change: Callable[[bytes], bytes]
) -> None:
    key = store.put(PAPER).key
    beneath.put(change(stored(beneath, key)), key=key)
    with pytest.raises(Unreadable):
        plain(store, key)


def test_one_persons_paper_cannot_stand_in_for_anothers(
    store: EncryptedStorage, beneath: LocalStorage
) -> None:
    mine, theirs = store.put(b"found fit").key, store.put(b"found unfit").key
    beneath.put(stored(beneath, theirs), key=mine)
    with pytest.raises(Unreadable):
        plain(store, mine)


def test_the_body_of_one_file_does_not_go_with_the_header_of_another(
    store: EncryptedStorage, beneath: LocalStorage
) -> None:
    mine, theirs = store.put(b"found fit").key, store.put(b"found unfit").key
    beneath.put(stored(beneath, mine)[:HEADER] + stored(beneath, theirs)[HEADER:], key=mine)
    with pytest.raises(Unreadable):
        plain(store, mine)


def test_an_empty_file_is_checked_too(store: EncryptedStorage, beneath: LocalStorage) -> None:
    key = store.put(b"").key
    changed = bytearray(stored(beneath, key))
    changed[-1] ^= 1
    beneath.put(bytes(changed), key=key)
    with pytest.raises(Unreadable):
        plain(store, key)


def test_without_its_key_nothing_opens_and_no_key_is_told(
    store: EncryptedStorage, beneath: LocalStorage
) -> None:
    key = store.put(PAPER).key
    for others in ({"old": OLD}, {"new": OLD}):
        with pytest.raises(Unreadable) as refused:
            plain(EncryptedStorage(beneath, Keyring(others)), key)
        assert OLD.hex() not in str(refused.value)


def test_a_reader_gets_no_byte_of_a_chunk_that_was_changed(
    store: EncryptedStorage, beneath: LocalStorage
) -> None:
    key = store.put(PAPER).key
    changed = bytearray(stored(beneath, key))
    changed[HEADER + BODY_CHUNK] ^= 1
    beneath.put(bytes(changed), key=key)
    with store.open(key) as file:
        assert file.read(CHUNK) == PAPER[:CHUNK]
        with pytest.raises(Unreadable):
            file.read(1)


def test_a_server_that_sends_files_by_their_descriptor_does_not_get_one(store: EncryptedStorage) -> None:
    """It would send the encrypted bytes."""
    with store.open(store.put(PAPER).key) as file:
        with pytest.raises(io.UnsupportedOperation):
            file.fileno()
        assert b"".join(FileWrapper(file)) == PAPER


def test_neither_putting_nor_opening_holds_a_whole_file(beneath: LocalStorage) -> None:
    class Endless:
        """Says how much it was asked for at once."""

        def __init__(self) -> None:
            self.left, self.most = 40 * CHUNK, 0

        def read(self, size: int) -> bytes:
            self.most = max(self.most, size)
            given = min(size, self.left)
            self.left -= given
            return b"x" * given

    taken: list[int] = []

    class Listening(LocalStorage):
        """Says how much of the source was read when it had been given so much."""

        def put(self, content, *, key=None):  # type: ignore[no-untyped-def]
            given = 0
            while chunk := content.read(CHUNK):
                given += len(chunk)
                taken.append(40 * CHUNK - source.left - given)
            return super().put(b"", key=key)

    source = Endless()
    store = EncryptedStorage(Listening(beneath.root), Keyring({"new": NEW}))
    store.put(source)  # type: ignore[arg-type]
    assert source.most == CHUNK
    assert max(taken) <= 3 * CHUNK


class TestPlainFiles:
    """Files from before there was encryption."""

    def test_they_are_refused_unless_that_is_allowed(
        self, store: EncryptedStorage, beneath: LocalStorage
    ) -> None:
        key = beneath.put(b"%PDF from before").key
        with pytest.raises(Unreadable, match="not encrypted, and QYZMET_STORAGE_PLAIN is off"):
            store.open(key)
        with pytest.raises(Unreadable):
            store.rotate(key, unknown)
        before = EncryptedStorage(beneath, Keyring({"new": NEW}), plain_allowed=True)
        assert plain(before, key) == b"%PDF from before"

    def test_rotation_encrypts_them_and_then_nothing_plain_is_taken(
        self, store: EncryptedStorage, beneath: LocalStorage
    ) -> None:
        before = EncryptedStorage(beneath, Keyring({"new": NEW}), plain_allowed=True)
        key = beneath.put(PAPER).key
        assert before.rotate(key, unknown) is Rotated.ENCRYPTED
        assert before.rotate(key, unknown) is Rotated.LEFT
        assert plain(store, key) == PAPER

    def test_a_planted_file_is_not_made_ours_by_rotation(self, beneath: LocalStorage) -> None:
        before = EncryptedStorage(beneath, Keyring({"new": NEW}), plain_allowed=True)
        key = beneath.put(b"planted").key
        with pytest.raises(Unreadable, match="not what was stored"):
            before.rotate(key, lambda _key: hashlib.sha256(b"stored").hexdigest())
        assert stored(beneath, key) == b"planted"

    def test_a_broken_encrypted_file_is_not_taken_for_a_plain_one(self, beneath: LocalStorage) -> None:
        before = EncryptedStorage(beneath, Keyring({"new": NEW}), plain_allowed=True)
        key = before.put(PAPER).key
        for content in (stored(beneath, key)[: HEADER - 1], MAGIC[:-1] + b"\x02" + b"x" * 500):
            beneath.put(content, key=key)
            with pytest.raises(Unreadable):
                before.open(key)
            with pytest.raises(Unreadable):
                before.rotate(key, unknown)


class TestRotation:
    """Another master key, on every kind of store."""

    def test_only_the_header_is_written_anew(self, backend: Storage) -> None:
        key = EncryptedStorage(backend, Keyring({"old": OLD})).put(PAPER).key
        before = stored(backend, key)
        both = EncryptedStorage(backend, Keyring({"new": NEW, "old": OLD}))
        assert plain(both, key) == PAPER
        assert both.rotate(key, unknown) is Rotated.REWRAPPED
        after = stored(backend, key)
        assert after[:HEADER] != before[:HEADER]
        assert after[HEADER:] == before[HEADER:]
        assert plain(EncryptedStorage(backend, Keyring({"new": NEW})), key) == PAPER
        with pytest.raises(Unreadable):
            plain(EncryptedStorage(backend, Keyring({"old": OLD})), key)

    def test_a_file_whose_key_is_gone_is_told_and_left(self, backend: Storage) -> None:
        key = EncryptedStorage(backend, Keyring({"lost": OLD})).put(PAPER).key
        before = stored(backend, key)
        with pytest.raises(Unreadable, match="not in QYZMET_STORAGE_KEYS"):
            EncryptedStorage(backend, Keyring({"new": NEW})).rotate(key, unknown)
        assert stored(backend, key) == before
