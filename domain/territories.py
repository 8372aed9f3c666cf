"""Places by the classifier of territories (KATO): nine digits, the first two of which name the region."""

REGION_DIGITS = 2


def region_of(code: str) -> str:
    """The KATO code of the region in which this place lies; a region lies in itself."""
    return code[:REGION_DIGITS].ljust(9, "0")
