"""Secrets at rest, sealed with keys that are derived from the service's own (Fernet)."""

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"taskmatrix sealed secrets 1"


class UnreadableError(Exception):
    """Sealed with a key that this service does not have."""


class Seal:
    """Closes with the first key and opens with any, so that a key can be changed while what the
    former one closed is still in use.
    """

    def __init__(self, *keys: bytes) -> None:
        self._fernet = MultiFernet([_fernet(key) for key in keys])

    def close(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as strange:
            raise UnreadableError from strange

    def renew(self, sealed: str) -> str:
        """The same text, closed with the first key."""
        return self.close(self.open(sealed))


def _fernet(key: bytes) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key)
    return Fernet(base64.urlsafe_b64encode(derived))
