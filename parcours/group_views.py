"""A group that follows a parcours together: lead one, join one, leave it, close it."""

import re
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language, get_language_from_request, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core import frame, moments, spreadsheets
from core.address_words import word
from core.guessing import is_allowed
from core.listings import readable
from core.same_origin import readers_form

from . import codes, groups, paper
from .desk import current_version
from .learner_cookie import current_learner, even_if_merged, remember
from .models import (
    EtapePage,
    Learner,
    LearnerEvent,
    LearnerGroup,
    Membership,
    ParcoursPage,
)
from .refusals import refused, too_many
from .sent_forms import by_form_only

HIDDEN, NAMED = "hidden", "named"


# --- Finding a group --------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A group, and what the one who asks is in it."""

    group: LearnerGroup
    learner: Learner | None
    member: Membership | None

    @property
    def is_led(self) -> bool:
        return self.learner is not None and self.group.owner_id == self.learner.pk


def place(request, code: str) -> Place | None:
    """The group that a code opens today; None, the same for a wrong code and an ended one."""
    read = codes.read(code, groups.CODE_LENGTH)
    found = LearnerGroup.objects.open_on(timezone.localdate()).filter(code=read).first()
    if found is None:
        return None
    learner = current_learner(request)
    member = learner and found.memberships.filter(learner=learner).first()
    return Place(found, learner, member)


def may_look(request, here: Place | None) -> bool:
    """Strangers look so many times only: a room that joins at once is one reader."""
    return bool(here and (here.is_led or here.member)) or is_allowed(
        request, "group", most=600, in_all=3000
    )


def unknown(request):
    message = _(
        "Ce code n'ouvre aucun groupe : un caractère a pu changer, ou le groupe est terminé. Demandez-le à la personne qui l'anime."
    )
    return refused(request, _("Ce groupe n'est pas là"), message, 404)


def own_group(request, code: str) -> LearnerGroup:
    """The group, for the one who leads it; there is nothing here for anybody else."""
    here = place(request, code)
    if here is None or not here.is_led:
        raise Http404
    return here.group


def shown_code(group: LearnerGroup) -> str:
    return codes.grouped(group.code, 3)


def page_of(key) -> ParcoursPage | None:
    return readable(ParcoursPage.objects.filter(translation_key=key)).first()


@never_cache
@require_GET
def short(request, code):
    """The address to copy by hand: no language in it, the reader's browser says which."""
    if not re.fullmatch(r"[\w-]+", code, re.ASCII):  # no code, nor the address of one
        raise Http404
    with override(get_language_from_request(request)):
        return redirect("group", code=code)


# --- For everybody ----------------------------------------------------------------


@readers_form
@even_if_merged
def group(request, code):
    """A group: to join, to be in, or to lead, depending on who looks."""
    here = place(request, code)
    if not may_look(request, here):
        return too_many(request)
    if here is None:
        return unknown(request)
    if here.is_led:
        return led(request, here.group)
    return join(request, here) if request.method == "POST" else member(request, here)


def member(request, here: Place, status=200, **context):
    """What one reads before joining, and after."""
    code = shown_code(here.group)
    frame.for_view(request, here.group.title, "group", code=code)
    is_named = bool(here.member and here.member.name)
    context = {
        "group": here.group,
        "code": code,
        "member": here.member,
        "page": None,
        "parcours": page_of(here.group.parcours),
        "show": NAMED if is_named else HIDDEN,
        "name": here.member.name if here.member else "",
        "keeps": here.learner is not None,
        "is_new": word("bienvenue") in request.GET,
    } | context
    return render(request, "parcours/group_member.html", context, status=status)


def join(request, here: Place):
    show = NAMED if request.POST.get("show") == NAMED else HIDDEN
    typed = request.POST.get("name", "")
    name = groups.clean(typed, groups.LONGEST_NAME) if show == NAMED else ""
    if show == NAMED and not name:
        error = _(
            "Écrivez un prénom ou un pseudonyme, ou choisissez de ne pas paraître."
        )
        return member(request, here, 422, show=show, name=typed[:200], error=error)
    learner = here.learner or Learner.objects.create()
    try:
        is_in = groups.join(here.group, learner, name)
    except LearnerGroup.DoesNotExist:  # closed meanwhile
        return unknown(request)
    if not is_in:
        message = _("Mille personnes y sont déjà. Demandez un autre groupe à la personne qui l'anime.")  # fmt: skip
        return refused(request, _("Ce groupe est complet"), message, 409)
    address = frame.address("group", get_language(), code=shown_code(here.group))
    welcome = "" if here.member else f"?{word('bienvenue')}=1"
    return remember(redirect(f"{address}{welcome}"), request, learner)


@by_form_only
def leave(request, code):
    """Two clicks: the first asks, the second leaves nothing of one in the group."""
    here = place(request, code)
    if here is None or here.learner is None:
        raise Http404
    if here.member is None:  # left already, in another tab
        return redirect(f"{frame.address('desk', get_language())}#groupes")
    if "sure" not in request.POST:
        around = frame.for_view(request, _("Quitter le groupe"), "desk")
        around.addresses = {}
        context = {"group": here.group, "code": shown_code(here.group)}
        return render(request, "parcours/group_leave.html", context)
    groups.leave(here.group, here.learner)
    return redirect(f"{frame.address('desk', get_language())}#groupes")


# --- For the facilitator ----------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One étape, and how many people of the group completed it, or are at it."""

    number: int
    title: str
    language: str
    done: int
    stops: int
    people: int

    @property
    def percent(self) -> int:
        return 100 * self.done // self.people if self.people else 0


def led(request, group: LearnerGroup):
    """Where the group is: by étape, where one stops, and who chose to be seen."""
    code = shown_code(group)
    frame.for_view(request, group.title, "group", code=code)
    parcours = page_of(group.parcours)
    reading = groups.read(group, timezone.localdate())
    rows = rows_of(parcours, reading.figures)
    stuck = max(rows, key=lambda row: row.stops, default=None)
    context = {
        "group": group,
        "code": code,
        "parcours": parcours,
        "reading": reading,
        "rows": rows,
        "stuck": stuck if stuck and stuck.stops else None,
        "address": short_address(request, group),
    }
    return render(request, "parcours/group_led.html", context)


def etapes_of(parcours: ParcoursPage | None) -> list:
    """What the parcours asks today, with the pages that the reader reads."""
    if parcours is None:
        return []
    asked = current_version(parcours).etapes
    keys = [each.key for each in asked]
    pages = readable(EtapePage.objects.filter(translation_key__in=keys))
    by_key = {page.translation_key: page for page in pages.defer_streamfields()}
    return [(each, by_key.get(each.key)) for each in asked]


def rows_of(parcours, figures: groups.Tally | None) -> list[Row]:
    if figures is None:
        return []
    done, stops = dict(figures.done), dict(figures.stops)
    return [
        Row(
            number,
            page.title if page else etape.title,
            page.language if page else "",
            done.get(str(etape.key), 0),
            stops.get(str(etape.key), 0),
            figures.people,
        )
        for number, (etape, page) in enumerate(etapes_of(parcours), 1)
    ]


def short_address(request, group) -> str:
    return request.build_absolute_uri(f"/g/{shown_code(group)}")


@never_cache
@require_GET
def sheet(request, code):
    """A page to print, or to show on a screen: how to join."""
    group = own_group(request, code)
    code = shown_code(group)
    frame.for_view(request, _("Feuille du groupe"), "group-sheet", code=code)
    address = short_address(request, group)
    context = {
        "group": group,
        "code": code,
        "parcours": page_of(group.parcours),
        "address": address,
        "drawing": paper.drawing(address, margin=4),
    }
    return render(request, "parcours/group_sheet.html", context)


@never_cache
@require_GET
def table(request, code, what):
    """The same figures for a spreadsheet: étape by étape, or those who chose to be seen."""
    group = own_group(request, code)
    reading = groups.read(group, timezone.localdate())
    parcours = page_of(group.parcours)
    if what == "etapes":
        lines = [[_("numéro"), _("étape"), _("terminée par"), _("en sont là"), _("sur"), _("par cinq")]]  # fmt: skip
        for row in rows_of(parcours, reading.figures):
            rounded = _("oui") if reading.is_rounded else _("non")
            lines.append([row.number, row.title, row.done, row.stops, row.people, rounded])  # fmt: skip
    else:
        etapes = etapes_of(parcours)
        titles = [page.title if page else etape.title for etape, page in etapes]
        lines = [[_("prénom"), _("pour cent"), *titles]]
        for person in reading.people:
            ticks = ["x" if etape.key in person.done else "" for etape, _page in etapes]
            lines.append([person.name, person.percent, *ticks])
    kind = _("etapes") if what == "etapes" else _("personnes")
    name = slugify(group.title) or _("groupe")
    return spreadsheets.response(lines, f"{name}-{kind}.csv")


@readers_form
@even_if_merged
def new(request):
    """A group for a parcours: that of the page one comes from, else the last one begun."""
    form = request.POST or request.GET
    learner = current_learner(request)
    today = timezone.localdate()
    all_parcours = list(readable(ParcoursPage.objects.all()).defer_streamfields())
    by_key = {str(page.translation_key): page for page in all_parcours}
    asked = form.get("parcours")
    chosen = by_key.get(last_begun(learner) if asked is None else asked)
    context = {
        "all_parcours": all_parcours,
        "chosen": chosen,
        "title": form.get("title", "")[:200] or default_title(today),
        "ends_on": form.get("ends_on") or (today + groups.LASTS).isoformat(),
        "keeps": learner is not None,
    }
    errors = {}
    if request.method == "POST":
        fields, errors = read_form(request.POST, today)
        if chosen is None:
            errors["parcours"] = _("Choisissez un parcours de cette liste.")
        if not errors:
            return make(request, chosen, fields)
    frame.for_view(request, _("Animer un groupe"), "group-new")
    context["errors"] = errors
    status = 422 if errors else 200
    return render(request, "parcours/group_form.html", context, status=status)


def last_begun(learner: Learner | None) -> str:
    begun = learner and learner.events.filter(kind=LearnerEvent.Kind.START).last()
    return str(begun.parcours) if begun else ""


def default_title(day: date) -> str:
    return _("Groupe du %(day)s") % {"day": date_format(day, "MONTH_DAY_FORMAT")}


def read_form(form, today: date) -> tuple[dict, dict]:
    """The title and the last day that a form gives, and what is wrong with them."""
    errors = {}
    title = groups.clean(form.get("title", ""), groups.LONGEST_TITLE)
    last = today + groups.LONGEST
    try:
        ends_on = date.fromisoformat(form.get("ends_on", ""))
    except ValueError:
        ends_on = None
    if ends_on is None or not today <= ends_on <= last:
        errors["ends_on"] = _("Choisissez un jour entre aujourd'hui et le %(last)s.") % {"last": moments.day(last)}  # fmt: skip
    return {"title": title or default_title(today), "ends_on": ends_on}, errors


def make(request, parcours, fields):
    if not is_allowed(request, "new-group", most=20, in_all=300):
        return too_many(request)
    learner = current_learner(request) or Learner.objects.create()
    made = groups.create(learner, parcours.translation_key, **fields)
    if made is None:
        message = _("Vous animez déjà cinquante groupes. Fermez-en un d'abord.")
        return refused(request, _("C'est beaucoup de groupes"), message, 409)
    return remember(redirect("group", code=shown_code(made)), request, learner)


@readers_form
def change(request, code):
    """Another title, another last day."""
    group = own_group(request, code)
    code = shown_code(group)
    errors = {}
    if request.method == "POST":
        fields, errors = read_form(request.POST, timezone.localdate())
        if not errors:
            LearnerGroup.objects.filter(pk=group.pk).update(**fields)
            return redirect("group", code=code)
    frame.for_view(request, _("Changer le groupe"), "group-change", code=code)
    context = {
        "group": group,
        "code": code,
        "title": request.POST.get("title", group.title)[:200],
        "ends_on": request.POST.get("ends_on") or group.ends_on.isoformat(),
        "errors": errors,
    }
    status = 422 if errors else 200
    return render(request, "parcours/group_form.html", context, status=status)


@by_form_only
def close(request, code):
    """Two clicks: the first asks, the second erases the group; members keep their progress."""
    group = own_group(request, code)
    if "sure" not in request.POST:
        around = frame.for_view(request, _("Fermer le groupe"), "desk")
        around.addresses = {}
        context = {"group": group, "code": shown_code(group)}
        return render(request, "parcours/group_close.html", context)
    groups.close(group)
    return redirect(f"{reverse('desk')}#groupes")
