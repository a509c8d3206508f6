"""Telephone numbers as people in France write them, as the world dials them (E.164)."""

import re

FRANCE = "33"
# Overseas, the first digits of the national number say the country code.
OVERSEAS = {
    "590": "590", "690": "590", "691": "590",
    "594": "594", "694": "594",
    "596": "596", "696": "596", "697": "596",
    "262": "262", "263": "262", "692": "262", "693": "262", "269": "262", "639": "262",
}  # fmt: skip
WRITTEN = re.compile(r"\+?[\d\s.()/\u2010-\u2015-]+")


def international(written: str) -> str | None:
    """« 01 99 00 00 00 » → « +33199000000 »; nothing for what is not a full number."""
    if not WRITTEN.fullmatch(written):
        return None
    # « +33 (0)1 … »: the zero that one dials inside the country only.
    digits = re.sub(r"\D", "", written.replace("(0)", ""))
    if written.strip().startswith("+"):
        found = digits
    elif digits.startswith("00"):
        found = digits[2:]
    elif len(digits) == 10 and digits.startswith("0"):
        found = OVERSEAS.get(digits[1:4], FRANCE) + digits[1:]
    else:
        return None
    return f"+{found}" if re.fullmatch("[1-9][0-9]{6,14}", found) else None
