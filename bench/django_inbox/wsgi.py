"""What gunicorn serves; `python -m bench.django_inbox.wsgi 7` prints the session cookie of officer 7."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.django_inbox.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

if __name__ == "__main__":
    from django.contrib.sessions.backends.signed_cookies import SessionStore

    session = SessionStore()
    session["officer"] = int(sys.argv[1])
    session.save()
    print(f"sessionid={session.session_key}")
