"""Addresses as somebody types them."""

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

LONGEST = 254  # RFC 5321, with its errata


def read(typed: str) -> str:
    """
    An address that can be written to, in ASCII; else a sentence that says what to do.

    A domain in another script (é, 日本) is written as the network does; what stands before
    the @ must be ASCII: few servers carry anything else.
    """
    typed = typed.strip()
    if len(typed) > LONGEST:
        raise ValidationError(
            _("Cette adresse est trop longue : 254 caractères au plus.")
        )
    before, at, domain = typed.rpartition("@")
    if at and before and not before.isascii():
        raise ValidationError(
            _("Écrivez sans accent ce qui précède l'arobase, ou donnez une autre adresse.")
        )  # fmt: skip
    message = _("Écrivez une adresse complète, par exemple nom@exemple.fr.")
    try:
        address = f"{before}@{punycode(domain).lower()}"
    except UnicodeError:
        raise ValidationError(message) from None
    # A local domain has no reader; a quoted name is legal, and always a mistake or an attack.
    EmailValidator(message=message, allowlist=[])(address)
    if '"' in before or len(address) > LONGEST:
        raise ValidationError(message)
    return address
