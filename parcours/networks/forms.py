"""What a network answers to the changes of a source."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.blocks.base import BlockField

from . import contents
from .merging import Change, Kind
from .reading import Reading

TAKE, DECLINE, ADAPT, LATER = "take", "decline", "adapt", "later"
LABELS = {
    TAKE: _("Prendre"),
    DECLINE: _("Décliner"),
    ADAPT: _("Adapter"),
    LATER: _("Plus tard"),
}


def can_be_adapted(change: Change) -> bool:
    return change.kind != Kind.MOVED and change.source is not None


class OwnForm(forms.Form):
    """What the network writes in place of the source: a field, or a block."""

    def __init__(self, change: Change, data=None, prefix=None):
        self.change = change
        # Of what was adapted already, one goes on with one's own words.
        start = change.ours if change.is_conflict and change.ours else change.source
        if ":" in change.key:
            block = definition(change)
            own, start = BlockField(block), block.to_python(start["value"])
        else:
            own = contents.field(change.key).formfield()
        super().__init__(data, prefix=prefix, initial={"own": start})
        own.label = _("Votre version")
        self.fields["own"] = own

    @property
    def written(self):
        """As `merging` wants it."""
        own = self.cleaned_data["own"]
        if ":" not in self.change.key:
            return own
        value = definition(self.change).get_prep_value(own)
        return {**self.change.source, "value": value}


def definition(change: Change):
    stream = contents.stream_block(change.field)
    return stream.child_blocks[change.source["type"]]


class DecisionForm(forms.Form):
    """A choice for each change; nothing is chosen for somebody."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, readings: list[Reading], declined: set[str], data=None, **kwargs
    ):
        super().__init__(data, **kwargs)
        self.readings, self.rows = readings, []
        for place, reading in enumerate(readings):
            change, name = reading.change, f"choice-{place}"
            adaptable = can_be_adapted(change)
            names = [n for n in LABELS if n != ADAPT or adaptable]
            if change.key in declined:  # it says no already
                names = [n for n in names if n not in (DECLINE, LATER)] + [LATER]
            self.fields[name] = forms.ChoiceField(
                choices=[(n, LABELS[n]) for n in names],
                required=False,
                initial=LATER,
                widget=forms.RadioSelect,
                label=reading.what,
            )
            adapts = bool(data) and data.get(name) == ADAPT
            own = OwnForm(change, data if adapts else None, f"own-{place}") if adaptable else None  # fmt: skip
            self.rows.append((reading, self[name], own))

    @property
    def media(self):
        found = super().media
        for _reading, _choice, own in self.rows:
            found += own.media if own else forms.Media()
        return found

    def chosen(self, name: str) -> set[str]:
        return {
            reading.change.key
            for place, reading in enumerate(self.readings)
            if self.cleaned_data.get(f"choice-{place}") == name
        }

    def clean(self):
        cleaned = super().clean()
        for place, (_reading, _choice, own) in enumerate(self.rows):
            if cleaned.get(f"choice-{place}") == ADAPT and not own.is_valid():
                self.add_error(f"choice-{place}", _("Complétez votre version."))
        return cleaned

    def adapted(self) -> Mapping:
        keys = self.chosen(ADAPT)
        return {
            reading.change.key: own.written
            for reading, _choice, own in self.rows
            if reading.change.key in keys
        }

    def choices(self, at_once: str = "") -> dict:
        """
        What `borrowing.decide` wants.

        A whole answer takes what the network did not adapt, or declines all: no word of its
        own is lost by a button.
        """
        waiting = [reading.change for reading in self.readings]
        if at_once == TAKE:
            return {"taken": {c.key for c in waiting if not c.is_conflict}}
        if at_once == DECLINE:
            return {"declined": {c.key for c in waiting}}
        return {
            "taken": self.chosen(TAKE),
            "declined": self.chosen(DECLINE),
            "adapted": self.adapted(),
        }
