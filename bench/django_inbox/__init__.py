"""The peer: the inbox as one writes it in Django, with its ORM, templates, sessions and CSRF protection."""
