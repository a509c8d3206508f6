"""
A proof that a document was not altered: Data Integrity, cryptosuite `eddsa-rdfc-2022`.

The document and the options of the proof are each brought to their canonical RDF
(RDFC-1.0) and hashed; Ed25519 signs both hashes. The JSON may then be laid out anew, or
baked into a picture, and the proof still holds; a meaning that changes breaks it.

The vocabularies are those of this folder: nothing is fetched, when signing or ever.
"""

import hashlib
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from pyld import jsonld

from .keys import Key, multibase

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
FILES = {
    CREDENTIALS: "credentials-v2.json",
    OPEN_BADGES: "open-badges-3.0.3.json",
}


@cache
def vocabulary(url: str) -> dict:
    return json.loads((Path(__file__).parent / "contexts" / FILES[url]).read_text())


def load(url: str, options=None) -> dict:
    if url not in FILES:
        raise ValueError(f"No vocabulary is fetched: {url}")
    return {
        "document": vocabulary(url),
        "documentUrl": url,
        "contextUrl": None,
        "contentType": "application/ld+json",
    }


def canonical(document: dict) -> bytes:
    """What a document says, in the one order that everybody computes."""
    return jsonld.normalize(
        document,
        {
            "algorithm": "URDNA2015",  # RDFC-1.0 under its name before W3C
            "format": "application/n-quads",
            "documentLoader": load,
        },
    ).encode()


def signed(document: dict, key: Key, at: datetime) -> dict:
    """The document and its proof. Same document, key and instant: same proof."""
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": instant(at),
        "verificationMethod": key.method,
        "proofPurpose": "assertionMethod",
    }
    halves = ({"@context": document["@context"]} | options, document)
    hashes = b"".join(hashlib.sha256(canonical(half)).digest() for half in halves)
    return document | {
        "proof": options | {"proofValue": multibase(key.sign(hashes))},
    }


def instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def written(document: dict) -> str:
    """JSON without a space that means nothing: each byte of it is part of what is said."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))
