"""
What signs the attestations: Ed25519 keys, each with a name, as the environment gives them.

`ATTESTATION_KEYS` is a list, `2027:z3u2…,2026:z6Mk…`: the first one signs, all of them
verify. A secret half is enough to know the public one; of a key that only verifies any
more, the public half is enough. Both are written as Multikeys (W3C, Controlled Identifiers).
"""

from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

PUBLIC, SECRET = b"\xed\x01", b"\x80\x26"  # multicodec: ed25519-pub, ed25519-priv
DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@dataclass(frozen=True)
class Key:
    name: str
    public: bytes
    secret: Ed25519PrivateKey | None = None

    @property
    def method(self) -> str:
        """What a proof calls it."""
        return f"{issuer()}#{self.name}"

    @property
    def multibase(self) -> str:
        return multibase(PUBLIC + self.public)

    def sign(self, message: bytes) -> bytes:
        return self.secret.sign(message)


def multibase(data: bytes) -> str:
    """Bytes in base 58 (Bitcoin's alphabet), after the letter that says so."""
    number, digits = int.from_bytes(data), ""
    while number:
        number, place = divmod(number, 58)
        digits = DIGITS[place] + digits
    return "z" + "1" * (len(data) - len(data.lstrip(b"\0"))) + digits


def from_multibase(text: str) -> bytes:
    number = 0
    for character in text.removeprefix("z"):
        number = 58 * number + DIGITS.index(character)
    zeros = len(text) - 1 - len(text[1:].lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def read(name: str, text: str) -> Key:
    try:
        data = from_multibase(text)
    except ValueError:
        data = b""
    kind, half = data[:2], data[2:]
    if len(half) != 32 or kind not in (PUBLIC, SECRET) or text[0] != "z":
        raise ImproperlyConfigured(  # its value is never told
            f"ATTESTATION_KEYS: « {name} » is no key "
            "(`manage.py attestation_key` makes one)."
        )
    if kind == PUBLIC:
        return Key(name, half)
    secret = Ed25519PrivateKey.from_private_bytes(half)
    return Key(name, secret.public_key().public_bytes_raw(), secret)


def new() -> str:
    """The secret half of a new key, to put in the environment."""
    return multibase(SECRET + Ed25519PrivateKey.generate().private_bytes_raw())


@cache
def read_all(pairs: tuple[tuple[str, str], ...]) -> tuple[Key, ...]:
    if len(dict(pairs)) < len(pairs):
        raise ImproperlyConfigured("ATTESTATION_KEYS: two keys have one name.")
    return tuple(read(name, text) for name, text in pairs)


def all_keys() -> tuple[Key, ...]:
    return read_all(tuple(settings.ATTESTATION_KEYS))


def signing() -> Key | None:
    """The key that signs; none where none was given: nothing is attested then."""
    keys = all_keys()
    return keys[0] if keys and keys[0].secret else None


def issuer() -> str:
    """Who attests, as a DID: its document is at `/attestations/did.json` of the site."""
    return f"did:web:{quote(urlsplit(settings.WAGTAILADMIN_BASE_URL).netloc, safe='')}:attestations"


def document() -> dict:
    """The keys that verify, for anybody: no person is named."""
    return {
        "@context": [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
        ],
        "id": issuer(),
        "verificationMethod": [
            {
                "id": key.method,
                "type": "Multikey",
                "controller": issuer(),
                "publicKeyMultibase": key.multibase,
            }
            for key in all_keys()
        ],
        "assertionMethod": [key.method for key in all_keys()],
    }
