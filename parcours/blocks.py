from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StructBlockValidationError

from core.blocks import BodyBlock, ResourceBlock


class VideoBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("titre"), max_length=200)
    url = blocks.URLBlock(label=_("adresse"))
    duration_minutes = blocks.IntegerBlock(
        label=_("durée en minutes"), required=False, min_value=1
    )
    text = blocks.TextBlock(
        label=_("ce qu'elle montre"),
        rows=3,
        help_text=_("Pour qui ne peut pas la voir, ou n'a pas le temps."),
    )

    class Meta:
        icon = "media"
        label = _("Vidéo")
        group = _("Apprendre")
        template = "blocks/video.html"
        description = _("Une vidéo d'un autre site : rien ne se charge avant le clic.")
        preview_value = {
            "title": "Le récit de Cahors",
            "url": "https://www.lerameau.fr/",
            "text": "Un territoire raconte comment ses acteurs se sont alliés.",
        }


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


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("réponse"), max_length=300)
    is_right = blocks.BooleanBlock(label=_("juste"), required=False)
    feedback = blocks.CharBlock(
        label=_("retour"),
        max_length=400,
        help_text=_("Ce que lit la personne qui a choisi cette réponse."),
    )

    class Meta:
        icon = "radio-full"
        label = _("Réponse")


class QuizValue(blocks.StructValue):
    @property
    def has_several_answers(self) -> bool:
        return sum(choice["is_right"] for choice in self["choices"]) > 1

    def corrected(self, chosen: set[str]) -> dict:
        """What a learner who chose these (ids of choices) is told."""
        choices = [
            {
                "text": bound.value["text"],
                "is_right": bound.value["is_right"],
                "is_chosen": bound.id in chosen,
                "feedback": bound.value["feedback"],
            }
            for bound in self["choices"].bound_blocks
        ]
        return {
            "is_right": all(c["is_right"] == c["is_chosen"] for c in choices),
            "choices": choices,
        }


class QuizBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("question"), max_length=300)
    choices = blocks.ListBlock(ChoiceBlock(), label=_("réponses"), min_num=2, max_num=8)
    explanation = blocks.RichTextBlock(
        label=_("explication"), features=["bold", "italic", "link"]
    )

    class Meta:
        icon = "help"
        label = _("Quiz")
        group = _("Faire")
        template = "blocks/quiz.html"
        value_class = QuizValue
        description = _(
            "Une question, une ou plusieurs réponses justes, un retour chacune."
        )
        preview_value = {
            "question": "Qu'est-ce qu'une alliance ?",
            "choices": [
                {"text": "Un achat de prestation", "is_right": False, "feedback": "…"},
                {"text": "Un engagement commun", "is_right": True, "feedback": "…"},
            ],
            "explanation": "<p>Chacun y contribue à une solution nouvelle.</p>",
        }

    def get_api_representation(self, value, context=None):
        """The question as a learner sees it: right answers stay on the server."""
        return {
            "question": value["question"],
            "choices": [choice["text"] for choice in value["choices"]],
        }

    def get_searchable_content(self, value):
        return [value["question"], *(choice["text"] for choice in value["choices"])]

    def clean(self, value):
        cleaned = super().clean(value)
        if not any(choice["is_right"] for choice in cleaned["choices"]):
            raise StructBlockValidationError(
                block_errors={
                    "choices": ValidationError(
                        _("Cochez « juste » pour au moins une réponse.")
                    )
                }
            )
        return cleaned


class EtapeBlock(BodyBlock):
    """The body of an étape: what one reads, and what one does."""

    resource = ResourceBlock()
    video = VideoBlock()
    exercise = ExerciseBlock()
    self_assessment = SelfAssessmentBlock()
    quiz = QuizBlock()

    ACTIVITIES = ("exercise", "self_assessment", "quiz")

    class Meta:
        template = "blocks/body.html"
