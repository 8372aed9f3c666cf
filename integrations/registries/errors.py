"""How a question to a registry can fail, in the three kinds that decide what happens next."""


class RegistryError(Exception):
    """A question that got no answer; `code` is stable, stored and free of personal data."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Transient(RegistryError):
    """Nobody's fault for now: ask again later."""


class NoAnswer(Transient):
    """The gateway could not be reached, or said nothing before the time ran out."""


class Permanent(RegistryError):
    """The question or the answer is wrong: asking again brings the same."""


class Refused(RegistryError):
    """The gateway does not serve us (login, rights, set-up): a person has to mend it."""
