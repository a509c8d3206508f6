"""Filters of feeds: what is asked exists, or the answer says what does."""

from django.utils.translation import gettext as _

from core import address_words


class UnknownFilterError(ValueError):
    """A filter, or a value, that does not exist; its message is for readers."""


def chosen(parameters, allowed: dict, beside: str = "page") -> dict[str, str]:
    """
    The filters of an address, by name: `allowed` gives the choices of each.

    The parameter `beside` is no filter: the page of a feed, the alarm of a calendar.
    """
    found = {}
    for typed, typed_value in parameters.items():
        name, value = address_words.meaning(typed), address_words.meaning(typed_value)
        if name == beside:
            continue
        if name not in allowed:
            raise UnknownFilterError(
                _("Le filtre « %(name)s » n'existe pas. Filtres possibles : %(names)s.")
                % {"name": typed[:60], "names": listed(allowed) or _("aucun")}
            )
        values = [str(choice) for choice in allowed[name].values]
        if value not in values:
            raise UnknownFilterError(
                _(
                    "« %(value)s » n'est pas une valeur de « %(name)s ». "
                    "Valeurs possibles : %(values)s."
                )
                % {"value": typed_value[:60], "name": typed, "values": listed(values)}
            )
        found[name] = value
    return {name: found[name] for name in allowed if name in found}


def listed(names) -> str:
    return ", ".join(map(address_words.word, names))
