"""The code that proves that whoever names the first director stands at the server (T60).

It is made from the key file, so nothing is stored and only the machine's owner can ask for it; once anybody has an
account the page that wants it is gone.
"""

import base64
import hmac

from zabota.base.postgres.sealed import blind_index


def setup_code() -> str:
    """`ABCDE-FGHIJ`: fifty bits."""
    letters = base64.b32encode(blind_index("first director", label="accounts.setup_code")).decode()[:10]
    return f"{letters[:5]}-{letters[5:]}"


def is_setup_code(typed: str) -> bool:
    return hmac.compare_digest(_bare(typed), _bare(setup_code()))


def _bare(code: str) -> bytes:
    return "".join(letter for letter in code.upper() if letter.isalnum()).encode()
