"""Verifies an exported certificate with an independent library, openbadgeslib (PyPI).

Not part of the test run, which needs no Python. By hand:

    python3 -m venv /tmp/badges && /tmp/badges/bin/pip install openbadgeslib==4.6.3 jsonschema
    /tmp/badges/bin/python tests/interop/openbadges.py TOKEN DID.json STATUS [SCHEMA.json]

TOKEN: what `chaski certificate export ID --format vc-jwt --host HOST` prints. DID.json and STATUS:
what a server that was started with `--host HOST` answers at `/.well-known/did.json` and at the
address that the token names as `statusListCredential`. SCHEMA.json: the published JSON Schema of an
AchievementCredential. Prints what it found; ends with 0 when all of it holds, with 1 when the
credential is not good (for one that was taken back that is right).
"""

import base64
import json
import sys
from pathlib import Path

from openbadgeslib.ob3.verifier import OB3VerificationError, OB3Verifier


def main(token_file, did_file, status_file, schema_file=None):
    token = Path(token_file).read_text().strip()
    did_document = Path(did_file).read_bytes()
    status = Path(status_file).read_bytes()
    part = token.split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    did = claims["iss"]

    def download(url, *_args, **_kwargs):
        if url.endswith("/.well-known/did.json"):
            return did_document
        if url == claims["credentialStatus"]["statusListCredential"]:
            return status
        raise RuntimeError("nothing else is fetched: " + url)

    if schema_file is not None:
        import jsonschema

        registered = {"iss", "jti", "nbf", "exp", "sub"}
        credential = {name: value for name, value in claims.items() if name not in registered}
        schema = json.loads(Path(schema_file).read_text())
        jsonschema.validators.validator_for(schema)(schema).validate(credential)
        print("schema: it holds")
    verifier = OB3Verifier.for_issuer_did(did, download=download)
    try:
        credential = verifier.verify(token, check_status=True, download=download)
    except OB3VerificationError as error:
        print("not good:", error)
        return 1
    print("good:", credential.achievement.name, "by", credential.issuer.id)
    for at in range(len(token) - 40, len(token) - 30):
        other = "A" if token[at] != "A" else "B"
        try:
            verifier.verify(token[:at] + other + token[at + 1 :])
        except OB3VerificationError:
            continue
        print("altered at", at, "and still believed")
        return 1
    print("altered: refused")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
