from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class ChangeBlock(blocks.StructBlock):
    """A day on which an event that comes again does not follow its rhythm."""

    on = blocks.DateBlock(
        label=_("le jour concerné"), help_text=_("Le jour où il aurait dû avoir lieu.")
    )
    kind = blocks.ChoiceBlock(
        label=_("ce jour-là"),
        choices=[
            ("skipped", _("Pas de rendez-vous (jamais annoncé)")),
            ("cancelled", _("Annulé (il était annoncé)")),
            ("moved", _("Déplacé")),
        ],
    )
    to = blocks.DateBlock(label=_("nouveau jour"), required=False)
    starts_at = blocks.TimeBlock(label=_("nouvelle heure"), required=False)
    place = blocks.CharBlock(label=_("autre lieu"), required=False, max_length=200)
    reason = blocks.CharBlock(
        label=_("raison"),
        required=False,
        max_length=200,
        help_text=_("Affichée aux lecteurs."),
    )

    class Meta:
        icon = "date"
        label = _("Exception")

    def clean(self, value):
        cleaned = super().clean(value)
        is_moved = cleaned["kind"] == "moved"
        if is_moved and not (cleaned["to"] or cleaned["starts_at"] or cleaned["place"]):
            raise blocks.StructBlockValidationError(
                block_errors={
                    "to": ValidationError(
                        _("Dites ce qui change : le jour, l'heure ou le lieu.")
                    )
                }
            )
        return cleaned
