"""How many messages an operator bills for one SMS (3GPP TS 23.038).

160 letters of the GSM alphabet or 70 of any other; a longer text is cut into parts of 153 or 67.
"""

import re
from math import ceil

GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_AS_TWO = "^{}\\[~]|€\f"
_OTHER = re.compile(f"[^{re.escape(GSM + GSM_AS_TWO)}]")
ONE, PART = 160, 153
ONE_UNICODE, PART_UNICODE = 70, 67


def is_gsm(text: str) -> bool:
    return _OTHER.search(text) is None


def segments(text: str) -> int:
    """At least one. Letters beyond the basic plane count as two in Unicode, and a few signs in GSM."""
    if is_gsm(text):
        length = len(text) + sum(letter in GSM_AS_TWO for letter in text)
        return 1 if length <= ONE else ceil(length / PART)
    length = len(text.encode("utf-16-be")) // 2
    return 1 if length <= ONE_UNICODE else ceil(length / PART_UNICODE)
