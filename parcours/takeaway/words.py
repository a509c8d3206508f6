"""What the script of a package says, in the words of the site itself."""

import re

from django.utils.translation import gettext as _

from core.typography import typeset

PLACE = re.compile(r"%\((\w+)\)s")
HIDDEN = re.compile("\ue000(\\w+)\ue001")


def words(language: str) -> dict[str, str]:
    """By name; `%(…)s` is filled in by the script."""
    said = {
        # Answering, as `answers.py` says it.
        "chooseOne": _("Choisissez au moins une réponse."),
        "onlyOne": _("Choisissez une seule réponse."),
        "unknown": _("La question n'a pas cette réponse : choisissez parmi celles-ci."),
        "choosePair": _("Choisissez une réponse pour « %(text)s »."),
        "givePlace": _("Donnez une place, de 1 à %(total)s, à « %(text)s »."),
        "samePlace": _("La place %(place)s est donnée deux fois : changez celle de « %(text)s »."),
        "writeAnswer": _("Écrivez votre réponse."),
        "tooLong": _("Quelques mots suffisent : 200 caractères au plus."),
        "onScale": _("Donnez une position de %(low)s à %(high)s, de %(step)s en %(step)s."),
        "answerTooLong": _("Une réponse dépasse 10 000 caractères : raccourcissez-la pour la garder."),
        "writeOne": _("Écrivez au moins une réponse avant de la garder."),
        "writeNote": _("Écrivez une note avant de la garder."),
        "notesTooLong": _("Vos notes dépassent 10 000 caractères : raccourcissez-les pour les garder."),
        "giveMarks": _("Situez chaque affirmation de 1 à 5 : il en manque."),
        # The correction, as `correction.html` says it.
        "right": _("C'est juste."),
        "passed": _("C'est réussi, à un détail près."),
        "nearly": _("Pas tout à fait."),
        "wrong": _("Pas cette fois."),
        "points": _("%(points)s sur %(total)s"),
        "needed": _("réussi à partir de %(needed)s %%") % {"needed": "%(needed)s"},
        "oneLeft": _("Il vous reste un essai."),
        "left": _("Il vous reste %(left)s essais."),
        "byEffort": _("C'était le dernier essai : la question compte comme faite, et voici la bonne réponse."),
        "correctionLater": _("La correction viendra après le dernier."),
        "noAttempt": _("Il n'y a plus d'essai : cette réponse n'a pas compté. Voici la correction de celle qui compte."),
        "choiceRight": _("Juste : vous l'avez choisie"),
        "choiceMissed": _("Juste : vous ne l'aviez pas choisie"),
        "choiceWrong": _("Vous l'avez choisie, à revoir"),
        "choiceUnfit": _("Ne convient pas"),
        "why": _("Pourquoi ?"),
        "lineRight": _("Juste"),
        "lineWrong": _("À revoir"),
        "yourAnswer": _("Votre réponse :"),
        "expected": _("Réponse attendue :"),
        # What is of packages alone.
        "kept": _("C'est gardé. Vous pouvez encore changer votre réponse."),
        "progress": _("%(done)s étapes sur %(total)s, %(percent)s %%") % {name: f"%({name})s" for name in ("done", "total", "percent")},
        "score": _("%(score)s %% des points") % {"score": "%(score)s"},
        "start": _("Commencer le parcours"),
        "resume": _("Reprendre le parcours"),
        "review": _("Cette plateforme a ouvert le parcours pour le relire : rien n'est compté."),
        "notKept": _("La plateforme n'a pas confirmé qu'elle garde ce que vous faites. Restez sur cette page : le parcours essaie encore à votre prochaine réponse."),
        "noRoom": _("La plateforme n'a pas assez de place pour vos textes longs : ils sont gardés dans ce navigateur."),
        "noPlatform": _("La plateforme qui devait suivre ce parcours ne répond pas, ou cette session est déjà terminée : relancez le parcours depuis la plateforme pour que vos réponses comptent."),
        "ended": _("La session est terminée, la plateforme a tout reçu. Vous pouvez fermer cette fenêtre."),
    }  # fmt: skip
    return {name: set_around(text, language) for name, text in said.items()}


def set_around(text: str, language: str) -> str:
    """Typeset; a place to fill in begins with a sign that is no « per cent »."""
    hidden = PLACE.sub(lambda found: f"\ue000{found[1]}\ue001", text)
    return HIDDEN.sub(lambda found: f"%({found[1]})s", typeset(hidden, language))
