from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class PromptBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("question"), max_length=300)
    help = blocks.CharBlock(label=_("aide"), required=False, max_length=300)

    class Meta:
        icon = "help"
        label = _("Question")


class ExerciseBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), max_length=150)
    instructions = blocks.RichTextBlock(
        label=_("consigne"), features=["bold", "italic", "link", "ul", "ol"]
    )
    prompts = blocks.ListBlock(PromptBlock(), label=_("questions"), min_num=1)

    class Meta:
        icon = "edit"
        label = _("Fiche d'exercice")
        group = _("Faire")
        template = "blocks/exercise.html"
        description = _("Des questions ouvertes à remplir à l'écran ou sur papier.")
        preview_value = {
            "title": "Ma carte des acteurs",
            "instructions": "<p>Prenez dix minutes, seul ou à plusieurs.</p>",
            "prompts": [{"question": "Qui agit déjà sur ce besoin ?", "help": ""}],
        }


class SelfAssessmentBlock(blocks.StructBlock):
    SCALE = range(1, 6)

    title = blocks.CharBlock(label=_("titre"), max_length=150)
    instructions = blocks.RichTextBlock(
        label=_("consigne"), features=["bold", "italic", "link"]
    )
    low = blocks.CharBlock(label=_("sens du 1"), max_length=60)
    high = blocks.CharBlock(label=_("sens du 5"), max_length=60)
    statements = blocks.ListBlock(
        blocks.CharBlock(label=_("affirmation"), max_length=250),
        label=_("affirmations"),
        min_num=1,
    )

    class Meta:
        icon = "tick-inverse"
        label = _("Autodiagnostic")
        group = _("Faire")
        template = "blocks/self_assessment.html"
        description = _("Des affirmations à situer de 1 à 5, pour soi.")
        preview_value = {
            "title": "Où en sommes-nous ?",
            "instructions": "<p>Répondez pour votre organisation.</p>",
            "low": "Pas du tout",
            "high": "Tout à fait",
            "statements": ["Nous connaissons les acteurs de notre territoire."],
        }

    def get_context(self, value, parent_context=None):
        return super().get_context(value, parent_context) | {"scale": self.SCALE}


class MeetingBlock(blocks.StructBlock):
    title = blocks.CharBlock(
        label=_("titre"),
        max_length=150,
        help_text=_("Le rendez-vous : « Rencontrer la mairie »."),
    )
    people = blocks.CharBlock(
        label=_("avec qui"),
        max_length=250,
        help_text=_("Une fonction plutôt qu'un nom : l'étape sert à tout le monde."),
    )
    aims = blocks.ListBlock(
        blocks.CharBlock(label=_("objectif"), max_length=250),
        label=_("objectifs"),
        min_num=1,
    )
    questions = blocks.ListBlock(
        blocks.CharBlock(label=_("question"), max_length=300),
        label=_("questions à apporter"),
        min_num=1,
    )

    class Meta:
        icon = "group"
        label = _("Rendez-vous à préparer")
        group = _("Faire")
        template = "blocks/meeting.html"
        description = _(
            "Une rencontre : avec qui, pour quoi, quelles questions, et des notes."
        )
        preview_value = {
            "title": "Rencontrer la mairie",
            "people": "L'élue ou l'agent qui suit la vie associative",
            "aims": ["Savoir ce que la commune fait déjà."],
            "questions": ["Qui d'autre travaille sur ce besoin ?"],
        }
