"""A phone whose lock is a passkey: it makes one, and shows it when it is asked. Any part may be told wrong."""

import hashlib
import html
import json
import re
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

FLAG = AuthenticatorData.FLAG
DESK = "/accounts/second-factor/"
MAKE, SHOW, LOG_IN = f"{DESK}passkeys/new/", f"{DESK}passkey/", "/accounts/login/passkey/"
ASKS_TO_SHOW, ASKS_TO_LOG_IN = f"{DESK}code/", "/accounts/login/code/"


class Lock:
    """One passkey of one phone."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.holder = ""

    def make(self, asked: dict[str, Any], **wrong: Any) -> dict[str, Any]:
        """What the phone answers when it is asked for a new passkey."""
        self.holder = asked["publicKey"]["user"]["id"]
        credential = AttestedCredentialData.create(
            bytes(16), self.id, ES256.from_cryptography_key(self.key.public_key())
        )
        data = self.data(asked["publicKey"]["rp"]["id"], FLAG.AT, credential, **wrong)
        said = self.said("webauthn.create", asked, **wrong)
        made = websafe_encode(AttestationObject.create("none", data, {}))
        return self.as_sent({"attestationObject": made, "clientDataJSON": websafe_encode(said)})

    def show(self, asked: dict[str, Any], **wrong: Any) -> dict[str, Any]:
        """What the phone answers when it is asked to show it."""
        data = self.data(asked["publicKey"]["rpId"], FLAG(0), **wrong)
        said = self.said("webauthn.get", asked, **wrong)
        signature = self.key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        return self.as_sent(
            {
                "authenticatorData": websafe_encode(data),
                "clientDataJSON": websafe_encode(said),
                "signature": websafe_encode(signature),
                "userHandle": wrong.get("holder", self.holder),
            }
        )

    def as_sent(self, response: dict[str, Any]) -> dict[str, Any]:
        name = websafe_encode(self.id)
        results = {"credProps": {"rk": True}}
        return {
            "type": "public-key",
            "id": name,
            "rawId": name,
            "response": response,
            "clientExtensionResults": results,
        }

    def said(self, kind: str, asked: dict[str, Any], **wrong: Any) -> bytes:
        challenge = wrong.get("challenge", asked["publicKey"]["challenge"])
        return CollectedClientData.create(kind, challenge, wrong.get("origin", settings.SITE_URL))

    def data(self, ours: str, more: Any, credential: bytes = b"", **wrong: Any) -> bytes:
        lock = FLAG.UP if wrong.get("without_lock") else FLAG.UP | FLAG.UV
        named = hashlib.sha256(wrong.get("site", ours).encode()).digest()
        return AuthenticatorData.create(named, lock | more, 0, credential)


def asked_on(client: Client, page: str) -> dict[str, Any]:
    """What a page asks the phone."""
    found = re.search(r'data-options="([^"]+)"', client.get(page).content.decode())
    assert found is not None
    return dict(json.loads(html.unescape(found[1])))


def asked_to_log_in(client: Client) -> dict[str, Any]:
    return dict(client.get(LOG_IN, HTTP_ACCEPT="application/json").json()["request_options"])


def send(client: Client, page: str, answer: Any, **more: str) -> Any:
    return client.post(page, {"credential": json.dumps(answer), **more})


def set_up(client: Client, name: str = "") -> Lock:
    """Make a passkey as its holder does."""
    lock = Lock()
    answer = send(client, MAKE, lock.make(asked_on(client, MAKE)), name=name)
    assert answer.status_code == 302
    return lock
