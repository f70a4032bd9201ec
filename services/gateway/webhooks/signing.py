"""How a receiver knows that a message is ours, and new: as Standard Webhooks says it. Pure."""

import hmac
import secrets
from base64 import b64encode
from hashlib import sha256

PREFIX = "whsec_"


def new_secret() -> bytes:
    """Return a secret that nobody knows yet."""
    return secrets.token_bytes(32)


def written(secret: bytes) -> str:
    """Return a secret as its receiver is given it."""
    return PREFIX + b64encode(secret).decode()


def headers(secret: bytes, message: str, at: int, body: bytes) -> dict[str, str]:
    """Return what stands above a body: which message it is, when it was sent, and a signature over all three."""
    signed = hmac.digest(secret, b"%b.%d.%b" % (message.encode(), at, body), sha256)
    return {
        "webhook-id": message,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{b64encode(signed).decode()}",
    }
