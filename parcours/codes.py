"""
Codes that a hand copies: Crockford's base 32, in groups, the last character checks the rest.

>>> draw(12)
'7K2M9QXA41TZ'
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O nor U
READ_AS = str.maketrans("ILO", "110")


def draw(length: int) -> str:
    """A code drawn at random: five bits a character, but for the one that checks."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(length - 1))
    return drawn + check_character(drawn)


def check_character(text: str) -> str:
    """The Luhn check, in base 32: it finds a wrong character, and most exchanges of two."""
    total = 0
    for place, character in enumerate(reversed(text)):
        value = ALPHABET.index(character) * (2 - place % 2)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]


def grouped(code: str, size: int) -> str:
    """As it is shown: `7K2M-9QXA-41TZ`."""
    return "-".join(code[place : place + size] for place in range(0, len(code), size))


def read(typed: str, length: int) -> str | None:
    """What somebody typed as a code can be, or None if a character is wrong."""
    text = unicodedata.normalize("NFKC", typed[:60]).upper().translate(READ_AS)
    text = "".join(each for each in text if each not in " -–\u2011")
    if len(text) != length or set(text) - set(ALPHABET):
        return None
    return text if check_character(text[:-1]) == text[-1] else None
