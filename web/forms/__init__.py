"""Forms: the base class, our own fields and validators, the words of built-in messages."""

from web.forms.base import Form

__all__ = ["Form"]
