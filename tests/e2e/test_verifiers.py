"""The credential in a verifier that is not ours, nor in our language: Digital Bazaar's."""

import json
import subprocess
from pathlib import Path

import pytest

from parcours.attestation import issuing, keys, proof
from tests.parcours.attestations.conftest import *  # noqa: F403 (fixtures)
from tests.parcours.attestations.conftest import altered
from tests.parcours.conftest import parcours  # noqa: F401 (fixture)

from .running import ROOT

pytestmark = pytest.mark.e2e


@pytest.fixture
def verified(published):
    """Whether each text holds, all of them in one process, and why not."""

    def verified(attestation, cases: list[str]) -> list[dict]:
        where = json.loads(attestation.credential)["credentialStatus"]["statusListCredential"]  # fmt: skip
        addresses = ("http://localhost:8000/attestations/did.json", where)
        given = {"documents": {a: published(a) for a in addresses}, "cases": cases}
        ran = subprocess.run(
            ["node", str(Path(__file__).with_name("verifier.mjs"))],
            input=json.dumps(given), cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return json.loads(ran.stdout)

    return verified


def test_digital_bazaar_accepts_what_was_signed(verified, attestation):
    (result,) = verified(attestation, [attestation.credential])

    assert result == {"holds": True, "isRevoked": False, "why": ""}


def test_digital_bazaar_refuses_any_altered_byte(verified, attestation):
    said = attestation.credential
    cases = [altered(said) for _ in range(150)]

    results = verified(attestation, cases)

    accepted = [case for case, each in zip(cases, results, strict=True) if each["holds"]]  # fmt: skip
    assert accepted == []


def test_digital_bazaar_refuses_what_was_revoked(verified, attestation):
    issuing.revoke(attestation, "Délivrée par erreur.")

    (result,) = verified(attestation, [attestation.credential])

    assert (result["holds"], result["isRevoked"]) == (False, True)


def test_digital_bazaar_refuses_what_another_key_signed(verified, attestation):
    said = json.loads(attestation.credential)
    del said["proof"]
    forger = keys.read("essai", keys.new())
    forged = proof.signed(said, forger, attestation.issued_at)

    (result,) = verified(attestation, [proof.written(forged)])

    assert result["holds"] is False
