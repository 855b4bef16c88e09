"""Keyed digests (HMAC-SHA-256) and secrets."""

import hmac
import secrets
from hashlib import sha256


def sign(key: bytes, purpose: str, text: str) -> str:
    """A digest of `text` that only holders of `key` can make, good for one `purpose`."""
    return hmac.new(key, f"{purpose}\0{text}".encode(), sha256).hexdigest()


def is_signed(key: bytes, purpose: str, text: str, signature: str) -> bool:
    return hmac.compare_digest(sign(key, purpose, text).encode(), signature.encode())


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def secret_digest(secret: str) -> str:
    """What is stored of a secret of 256 random bits; such a one needs no slow hash."""
    return sha256(secret.encode()).hexdigest()
