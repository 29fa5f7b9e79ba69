"""Sessions in the database; a cookie that cannot be a key of ours never reaches it."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key):
        """PostgreSQL takes no NUL in a text: such a cookie would be an error of the program, not of its sender."""
        return super()._validate_session_key(key) and key.isascii() and key.isalnum()
