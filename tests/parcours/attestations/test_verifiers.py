"""Two verifiers of other people accept what we sign, and nothing that was altered or revoked."""

import json

import pytest
from openvc import VerificationPolicy, verify_credential
from openvc.did.base import DidResolverRegistry
from openvc.did.did_web import DidWebResolver
from openvc.errors import OpenvcError
from openvc.resolvers import default_status_list_resolver
from openvc.status.status_list import CredentialRevoked

from parcours.attestation import issuing, keys, proof

from .conftest import altered


@pytest.fixture
def verify(published):
    """openvc-core (Python): signature, key, issuer, dates, list of revocations."""

    def fetch(address):
        return published(
            address.replace("https://localhost:8000", "http://localhost:8000")
        )

    resolver = DidResolverRegistry([DidWebResolver(fetch=fetch)])
    contexts = {proof.OPEN_BADGES: proof.vocabulary(proof.OPEN_BADGES)}

    def verify(text: str):
        return verify_credential(
            json.loads(text),
            policy=VerificationPolicy(
                expected_types=["OpenBadgeCredential"],
                require_status_issuer_binding=True,
            ),
            resolver=resolver,
            resolve_status_list=default_status_list_resolver(
                resolver=resolver,
                fetch=lambda address: json.dumps(fetch(address)),
                extra_contexts=contexts,
            ),
            extra_contexts=contexts,
        )

    return verify


def test_openvc_accepts_what_was_signed(verify, attestation):
    result = verify(attestation.credential)

    assert result.format == "data-integrity:eddsa-rdfc-2022"
    assert result.status.revoked is False


def test_openvc_refuses_any_altered_byte(verify, attestation):
    for _ in range(30):
        case = altered(attestation.credential)
        with pytest.raises((OpenvcError, ValueError)):
            verify(case)


def test_openvc_refuses_what_was_revoked(verify, attestation):
    verify(attestation.credential)

    issuing.revoke(attestation, "Délivrée par erreur.")

    with pytest.raises(CredentialRevoked):
        verify(attestation.credential)


def test_openvc_refuses_copies_of_what_a_learner_erased(verify, person, attestation):
    person.client.post("/fr/mon-parcours/effacer/", {"sure": "1"})

    with pytest.raises(CredentialRevoked):
        verify(attestation.credential)


def test_a_key_that_was_rotated_still_verifies(verify, attestation, settings):
    old = keys.signing()
    settings.ATTESTATION_KEYS = [("neuve", keys.new()), (old.name, old.multibase)]

    assert keys.signing().name == "neuve"
    assert verify(attestation.credential).status.revoked is False


def test_a_key_that_was_taken_away_verifies_nothing(verify, attestation, settings):
    settings.ATTESTATION_KEYS = [("neuve", keys.new())]

    with pytest.raises(OpenvcError):
        verify(attestation.credential)


def test_openvc_refuses_what_another_key_signed(verify, attestation):
    said = json.loads(attestation.credential)
    del said["proof"]
    forged = proof.signed(said, keys.read("essai", keys.new()), attestation.issued_at)

    with pytest.raises(OpenvcError):
        verify(proof.written(forged))
