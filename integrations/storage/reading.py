"""A file that is read at a place of its own choice: the place is kept here, the bytes come from elsewhere."""

import io


class Positioned(io.RawIOBase):
    """For reading and seeking. Whoever derives from it says `_size`, and reads from `_at`."""

    _size: int
    _at = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the content; reads nothing."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        """The place in the content."""
        return self._at
