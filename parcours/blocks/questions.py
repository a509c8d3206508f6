"""
The questions that have a right answer.

What a page, the API and the search index show of them never says which answer is right:
no field name, no value and no order tells it either (decision 0030).
"""

import hashlib
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks import StructBlockValidationError

LIKE = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "´": "'", "œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae"} | dict.fromkeys("‐‑‒–—", "-"))  # fmt: skip


def plain(text: str) -> str:
    """A text without what typing changes: case, accents, spaces, apostrophes, full stop."""
    text = unicodedata.normalize("NFKD", text.translate(LIKE)).casefold()
    kept = (
        letter
        for letter in unicodedata.normalize("NFKD", text).translate(LIKE)
        if unicodedata.category(letter) not in ("Mn", "Cf")
    )
    return " ".join("".join(kept).split()).strip(" .,;:!?")


def name_of(text: str) -> str:
    """A name made of what everybody reads: it tells nothing of the place of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def shuffled(texts: list[str]) -> list[str]:
    """Always the same order for the same texts, and never the one they came in."""

    def rank(text):
        # Keyed, so that nobody computes where a text stood before.
        return salted_hmac("parcours.shuffled", text, algorithm="sha256").digest()

    mixed = sorted(texts, key=rank)
    return mixed[1:] + mixed[:1] if mixed == texts else mixed


@dataclass(frozen=True)
class Option:
    """Something to choose or to place, named by its own text."""

    id: str
    text: str

    @property
    def name(self) -> str:
        return name_of(self.text)


def refused(field: str, message) -> StructBlockValidationError:
    return StructBlockValidationError(block_errors={field: ValidationError(message)})


class QuestionValue(blocks.StructValue):
    @property
    def needed(self) -> int:
        """The share of the points, in per cent, from which the question is passed."""
        return self.get("pass_mark") or 100


class QuestionBlock(blocks.StructBlock):
    """Base of the questions: what is asked, how many attempts, what is explained after."""

    question = blocks.CharBlock(label=_("question"), max_length=300)
    attempts = blocks.IntegerBlock(
        label=_("essais"),
        default=0,
        min_value=0,
        max_value=20,
        help_text=_(
            "0 : autant que l'on veut. Sinon la correction vient après le dernier."
        ),
    )
    explanation = blocks.RichTextBlock(
        label=_("explication"), features=["bold", "italic", "link"]
    )

    class Meta:
        value_class = QuestionValue
        group = _("Faire")
        icon = "help"

    def shown(self, value) -> dict:
        """The question as a learner sees it before answering."""
        return {}

    def get_api_representation(self, value, context=None):
        return {"question": value["question"]} | self.shown(value)

    def get_searchable_content(self, value):
        shown = self.shown(value).values()
        texts = [text for text in shown if isinstance(text, str)]
        lists = [text for texts in shown if isinstance(texts, list) for text in texts]
        return [value["question"], *texts, *lists]


def pass_mark():
    return blocks.IntegerBlock(
        label=_("seuil de réussite, en %"),
        default=100,
        min_value=1,
        max_value=100,
        help_text=_("100 : tout doit être juste. 75 : trois points sur quatre."),
    )


# --- One answer, or several -------------------------------------------------------


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


class QuizValue(QuestionValue):
    @property
    def has_several_answers(self) -> bool:
        return sum(choice["is_right"] for choice in self["choices"]) > 1


class QuizBlock(QuestionBlock):
    choices = blocks.ListBlock(ChoiceBlock(), label=_("réponses"), min_num=2, max_num=8)
    pass_mark = pass_mark()

    class Meta:
        label = _("Quiz")
        template = "blocks/quiz.html"
        value_class = QuizValue
        form_layout = ["question", "choices", "pass_mark", "attempts", "explanation"]
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

    def shown(self, value):
        return {"choices": [choice["text"] for choice in value["choices"]]}

    def clean(self, value):
        cleaned = super().clean(value)
        if not any(choice["is_right"] for choice in cleaned["choices"]):
            raise refused("choices", _("Cochez « juste » pour au moins une réponse."))
        return cleaned


# --- Matching ---------------------------------------------------------------------


class PairBlock(blocks.StructBlock):
    left = blocks.CharBlock(label=_("à associer"), max_length=200)
    right = blocks.CharBlock(
        label=_("avec"),
        max_length=200,
        help_text=_("Deux lignes peuvent aller avec la même réponse."),
    )
    feedback = blocks.CharBlock(label=_("retour"), required=False, max_length=400)

    class Meta:
        icon = "link"
        label = _("Paire")


class MatchingValue(QuestionValue):
    @property
    def options(self) -> list[Option]:
        """What each line may be matched with, shuffled; the same text is there once."""
        options = {}
        for bound in self["pairs"].bound_blocks:
            text = bound.value["right"]
            options.setdefault(text, Option(bound.id, text))
        return [options[text] for text in shuffled(list(options))]


class MatchingBlock(QuestionBlock):
    pairs = blocks.ListBlock(PairBlock(), label=_("paires"), min_num=2, max_num=8)
    pass_mark = pass_mark()

    class Meta:
        icon = "link"
        label = _("Association")
        template = "blocks/matching.html"
        value_class = MatchingValue
        form_layout = ["question", "pairs", "pass_mark", "attempts", "explanation"]
        description = _("Des paires à retrouver, ou des éléments à classer.")
        preview_value = {
            "question": "Qui apporte quoi ?",
            "pairs": [
                {"left": "Une commune", "right": "Un lieu", "feedback": ""},
                {"left": "Une entreprise", "right": "Des emplois", "feedback": ""},
            ],
            "explanation": "<p>Chacun apporte ce que les autres n'ont pas.</p>",
        }

    def shown(self, value):
        return {
            "to_match": [pair["left"] for pair in value["pairs"]],
            "options": [option.text for option in value.options],
        }

    def clean(self, value):
        cleaned = super().clean(value)
        lefts = [plain(pair["left"]) for pair in cleaned["pairs"]]
        if len(set(lefts)) < len(lefts):
            raise refused("pairs", _("Deux lignes à associer sont les mêmes."))
        if len({plain(pair["right"]) for pair in cleaned["pairs"]}) < 2:
            raise refused("pairs", _("Il faut au moins deux réponses différentes."))
        return cleaned


# --- Ordering ---------------------------------------------------------------------


class PlacedBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("élément"), max_length=200)
    feedback = blocks.CharBlock(label=_("retour"), required=False, max_length=400)

    class Meta:
        icon = "order"
        label = _("Élément")


class OrderingValue(QuestionValue):
    @property
    def options(self) -> list[Option]:
        """What is to be put in order, shuffled."""
        options = {
            bound.value["text"]: Option(bound.id, bound.value["text"])
            for bound in self["elements"].bound_blocks
        }
        return [options[text] for text in shuffled(list(options))]


class OrderingBlock(QuestionBlock):
    elements = blocks.ListBlock(
        PlacedBlock(),
        label=_("éléments, dans le bon ordre"),
        min_num=2,
        max_num=10,
        help_text=_("Ils sont mélangés pour l'apprenant."),
    )
    pass_mark = pass_mark()

    class Meta:
        icon = "list-ol"
        label = _("Mise en ordre")
        template = "blocks/ordering.html"
        value_class = OrderingValue
        form_layout = ["question", "elements", "pass_mark", "attempts", "explanation"]
        description = _("Des éléments à remettre dans le bon ordre.")
        preview_value = {
            "question": "Dans quel ordre avance une alliance ?",
            "elements": [
                {"text": "Se rencontrer", "feedback": ""},
                {"text": "Agir", "feedback": ""},
                {"text": "Évaluer", "feedback": ""},
            ],
            "explanation": "<p>On se connaît avant d'agir.</p>",
        }

    def shown(self, value):
        return {"to_order": [option.text for option in value.options]}

    def clean(self, value):
        cleaned = super().clean(value)
        texts = [plain(item["text"]) for item in cleaned["elements"]]
        if len(set(texts)) < len(texts):
            raise refused("elements", _("Deux éléments sont les mêmes."))
        return cleaned


# --- Short text -------------------------------------------------------------------


class ExpectedBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("forme attendue"), max_length=200)
    is_right = blocks.BooleanBlock(label=_("juste"), required=False, default=True)
    feedback = blocks.CharBlock(
        label=_("retour"),
        required=False,
        max_length=400,
        help_text=_("Ce que lit la personne qui a écrit cela."),
    )

    class Meta:
        icon = "edit"
        label = _("Forme")


class ShortAnswerValue(QuestionValue):
    def recognised(self, text: str):
        """The expected form that a text is, or None."""
        written = plain(text)
        return next((f for f in self["forms"] if plain(f["text"]) == written), None)


class ShortAnswerBlock(QuestionBlock):
    forms = blocks.ListBlock(
        ExpectedBlock(),
        label=_("formes attendues"),
        min_num=1,
        max_num=20,
        help_text=_(
            "Majuscules, accents, espaces et apostrophes ne comptent pas. Une erreur "
            "fréquente s'ajoute sans cocher « juste », avec son retour."
        ),
    )
    otherwise = blocks.CharBlock(
        label=_("retour à toute autre réponse"), required=False, max_length=400
    )

    class Meta:
        icon = "edit"
        label = _("Réponse courte")
        template = "blocks/short_answer.html"
        value_class = ShortAnswerValue
        form_layout = ["question", "forms", "otherwise", "attempts", "explanation"]
        description = _("Un mot ou quelques mots à écrire.")
        preview_value = {
            "question": "Quel objectif de développement durable porte sur les alliances ?",
            "forms": [{"text": "L'ODD 17", "is_right": True, "feedback": ""}],
            "otherwise": "Relisez le début de l'étape.",
            "explanation": "<p>Le dix-septième.</p>",
        }

    def clean(self, value):
        cleaned = super().clean(value)
        written = [plain(form["text"]) for form in cleaned["forms"]]
        if not all(written):
            raise refused("forms", _("Une forme n'a ni lettre ni chiffre."))
        if len(set(written)) < len(written):
            message = _("Deux formes se lisent de la même façon : gardez-en une.")
            raise refused("forms", message)
        if not any(form["is_right"] for form in cleaned["forms"]):
            raise refused("forms", _("Cochez « juste » pour au moins une forme."))
        return cleaned


# --- Position on a scale ----------------------------------------------------------


class ScaleValue(QuestionValue):
    MOST_MARKS = 11  # beyond, a number to type instead of marks to choose

    @property
    def marks(self) -> list[int]:
        marks = range(self["minimum"], self["maximum"] + 1, self["step"])
        return list(marks) if len(marks) <= self.MOST_MARKS else []

    def is_on_it(self, number: int) -> bool:
        above = number - self["minimum"]
        return (
            self["minimum"] <= number <= self["maximum"] and above % self["step"] == 0
        )

    def is_right(self, number: int) -> bool:
        return abs(number - self["target"]) <= self["tolerance"]


class ScaleBlock(QuestionBlock):
    minimum = blocks.IntegerBlock(label=_("début de l'échelle"), default=0)
    maximum = blocks.IntegerBlock(label=_("fin de l'échelle"), default=100)
    step = blocks.IntegerBlock(
        label=_("de combien en combien"),
        default=10,
        min_value=1,
        help_text=_("Jusqu'à onze positions, on coche ; au-delà, on écrit un nombre."),
    )
    low = blocks.CharBlock(label=_("sens du début"), max_length=60)
    high = blocks.CharBlock(label=_("sens de la fin"), max_length=60)
    target = blocks.IntegerBlock(label=_("position juste"))
    tolerance = blocks.IntegerBlock(
        label=_("tolérance"),
        default=0,
        min_value=0,
        help_text=_("10 : la réponse est juste de 10 en dessous à 10 au-dessus."),
    )
    within = blocks.CharBlock(
        label=_("retour si c'est juste"), required=False, max_length=400
    )
    below = blocks.CharBlock(
        label=_("retour si c'est trop bas"), required=False, max_length=400
    )
    above = blocks.CharBlock(
        label=_("retour si c'est trop haut"), required=False, max_length=400
    )

    class Meta:
        icon = "decimal"
        label = _("Position sur une échelle")
        template = "blocks/scale.html"
        value_class = ScaleValue
        form_layout = [
            "question", "minimum", "maximum", "step", "low", "high", "target",
            "tolerance", "within", "below", "above", "attempts", "explanation",
        ]  # fmt: skip
        description = _("Une estimation : une position juste, à une tolérance près.")
        preview_value = {
            "question": "Combien de Français sur cent jugent utile de jouer collectif ?",
            "minimum": 0,
            "maximum": 100,
            "step": 10,
            "low": "Aucun",
            "high": "Tous",
            "target": 80,
            "tolerance": 10,
            "explanation": "<p>81 % en mai 2020.</p>",
        }

    def shown(self, value):
        return {name: value[name] for name in ("minimum", "maximum", "step", "low", "high")}  # fmt: skip

    def clean(self, value):
        cleaned = super().clean(value)
        if cleaned["minimum"] >= cleaned["maximum"]:
            raise refused("maximum", _("L'échelle finit avant d'avoir commencé."))
        if (cleaned["maximum"] - cleaned["minimum"]) % cleaned["step"]:
            raise refused("step", _("On n'arrive pas à la fin en comptant ainsi."))
        if not cleaned["minimum"] <= cleaned["target"] <= cleaned["maximum"]:
            raise refused("target", _("La position juste est hors de l'échelle."))
        ends = (cleaned["minimum"], cleaned["maximum"])
        if all(cleaned.is_right(end) for end in ends):
            message = _("Avec cette tolérance, toute réponse serait juste.")
            raise refused("tolerance", message)
        beyond = (cleaned["target"] - cleaned["minimum"]) % cleaned["step"]
        if min(beyond, cleaned["step"] - beyond) > cleaned["tolerance"]:
            message = _("Aucune position de l'échelle n'est aussi près de la juste.")
            raise refused("tolerance", message)
        return cleaned
