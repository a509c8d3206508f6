"""
What was revoked, as a signed list of bits (W3C, Bitstring Status List).

Places are drawn at random among more than a hundred thousand: a list tells whoever reads
it nothing of who holds what, nor in which order. Same list, same bytes.
"""

import base64
import gzip

from django.core.cache import cache

from parcours.models import StatusEntry, StatusList
from parcours.models.attestations import LIST_SIZE

from . import keys, proof
from .addresses import absolute, address


def list_address(number: int) -> str:
    return absolute(address("attestation-list", number=number))


def entry(place: StatusEntry) -> dict:
    """What a credential says of where to ask whether it still holds."""
    where = list_address(place.list_id)
    return {
        "id": f"{where}#{place.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place.index),
        "statusListCredential": where,
    }


def encoded(indexes) -> str:
    """The list of bits, compressed: the first place is the leftmost bit."""
    bits = bytearray(LIST_SIZE // 8)
    for index in indexes:
        bits[index // 8] |= 0x80 >> index % 8
    packed = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def credential(row: StatusList) -> str:
    """The list as it is published, signed; signing again would say the same."""
    key = keys.signing()
    kept = f"status:{keys.issuer()}:{row.pk}:{row.changed_at.timestamp()}:{key.name}"
    found = cache.get(kept)
    if found is None:
        found = proof.written(proof.signed(unsigned(row), key, row.changed_at))
        cache.set(kept, found, 3600)
    return found


def unsigned(row: StatusList) -> dict:
    where = list_address(row.pk)
    revoked = row.entries.filter(is_revoked=True).values_list("index", flat=True)
    return {
        "@context": [proof.CREDENTIALS],
        "id": where,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": keys.issuer(),
        "validFrom": proof.instant(row.changed_at),
        "credentialSubject": {
            "id": f"{where}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded(revoked),
        },
    }
