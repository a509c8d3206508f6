from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from core import cards, frame, sharing

from . import citing, concerning, oembed, structured
from .models import ChiffreCle, ChiffreVersion

GONE = 410  # « gone », as HTTP says it: it was there


def language_of(request) -> str:
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else get_language()


def said_in(language: str, response: HttpResponse) -> HttpResponse:
    """An answer in the language that was asked for, whatever that of the request."""
    response["Content-Language"] = language
    return response


def live_figure(identifier: str, language: str) -> ChiffreCle | None:
    """A figure as it is today; nothing if it was withdrawn; not found if it never was."""
    rows = ChiffreCle.objects.filter(identifier=identifier).for_readers(language)
    if rows:
        return rows[0]
    if not ChiffreVersion.objects.filter(identifier=identifier).exists():
        raise Http404
    return None


def quote_of(identifier: str, number: int | None, language: str) -> citing.Quote:
    """A figure as a version said it, or as it is today."""
    if number is None:
        figure = live_figure(identifier, language)
        quote = citing.current(figure) if figure else None
    else:
        quote = citing.pinned(identifier, number)
    if quote is None:
        raise Http404
    return quote


@require_safe
def figure(request, identifier):
    """The permanent address of a figure: its latest state, in the reader's language."""
    language = language_of(request)
    with override(language):
        shown = live_figure(identifier, language)
        found = ChiffreVersion.objects.filter(identifier=identifier).only(
            "identifier", "number", "published_at", "sha256", "reason"
        )
        versions = list(found.order_by("-number"))
        if shown is None:
            return said_in(language, withdrawn(request, versions))
        frame_of_figure(request, shown, language)
        page = render(
            request,
            "vademecum/figure.html",
            {
                "figure": shown,
                "versions": versions,
                "jeudis": concerning.jeudis_about(shown),
                "linked_data": structured.sheet(
                    shown, versions[0].number if versions else None
                ),
                **to_quote(request, shown, language),
            },
        )
    return said_in(language, page)


def withdrawn(request, versions: list[ChiffreVersion]):
    """A figure that is no longer published: its versions stay, and whoever quoted it is told."""
    last = versions[0]
    title = last.states["title"]
    frame_at(request, title, last.identifier)
    return render(
        request,
        "vademecum/figure_withdrawn.html",
        {"title": title, "versions": versions},
        status=GONE,
    )


def frame_at(request, title: str, identifier: str) -> frame.Frame:
    """The menu and languages around the permanent address of a figure."""
    around = frame.for_view(request, title, "figure", identifier=identifier)
    around.addresses = {
        code: f"{address}?lang={code}" for code, address in around.addresses.items()
    }
    around.go_under("chiffreindexpage")
    return around


def frame_of_figure(request, figure: ChiffreCle, language: str):
    """One address for each language, one that follows the reader's, and other forms."""
    identifier, neutral = figure.identifier, figure.get_absolute_url()
    around = frame_at(request, figure.title, identifier)
    around.neutral = neutral
    around.canonical = around.addresses.get(request.GET.get("lang"), neutral)
    around.description = f"{figure.formatted} {figure.counts}"
    around.picture = picture_address(figure, language)
    # Who shows a page that is in one language elsewhere shows it in that language.
    here, provider = map(
        request.build_absolute_uri, (around.canonical, reverse("oembed"))
    )
    around.alternates = [
        *oembed.links(provider, here, figure),
        *(
            frame.Link(
                form.name,
                f"{reverse('citation', args=[identifier, end])}?lang={language}",
                type=form.content_type,
            )
            for end, form in citing.FORMS.items()
        ),
    ]


def card_of(figure: ChiffreCle, language: str) -> cards.Card:
    with override(language):
        source = ", ".join(filter(None, [figure.source_title, figure.period]))
        return cards.Card(
            title=figure.counts,
            language=figure.language,
            value=figure.formatted,
            below=_("Source : %(title)s") % {"title": source},
        )


def picture_address(figure: ChiffreCle, language: str) -> str:
    digest = card_of(figure, language).digest
    return reverse("figure-picture", args=[figure.identifier, language, digest])


@require_safe
def picture(request, identifier, language, digest):
    """What a shared link to a figure shows: the figure itself."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    shown = live_figure(identifier, language)
    if shown is None:
        raise Http404
    return sharing.answer(
        card_of(shown, language), digest, lambda: picture_address(shown, language)
    )


def to_quote(request, figure: ChiffreCle, language: str) -> dict:
    """What one copies from the page of a figure: addresses, citations, snippets."""
    site = request.build_absolute_uri("/").rstrip("/")
    here = f"{site}{figure.get_absolute_url()}"
    card = f"{site}{reverse('figure-card', args=[figure.identifier])}?lang={language}"
    quote = citing.current(figure)
    return {
        "quote": quote,
        "permanent_url": here,
        "version_url": f"{site}{quote.path}" if quote else here,
        "iframe": citing.iframe(figure, card),
        "blockquote": citing.blockquote(quote, site) if quote else "",
        "forms": citing.FORMS,
    }


@require_safe
def figure_version(request, identifier, number):
    """One published state of a figure: the bytes that were sealed that day."""
    version = get_object_or_404(ChiffreVersion, identifier=identifier, number=number)
    response = HttpResponse(version.document)
    response.is_sealed = True
    response["Content-Language"] = "fr"
    response["ETag"] = f'"{version.sha256}"'
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
def citation(request, identifier, form, number=None):
    """A figure for a reference manager: as it is today, or as a version said it."""
    if form not in citing.FORMS:
        raise Http404
    quote = quote_of(identifier, number, language_of(request))
    kind = citing.FORMS[form]
    url = request.build_absolute_uri(quote.path)
    response = HttpResponse(
        kind.write(quote, url, timezone.localdate()),
        content_type=f"{kind.content_type}; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="{quote.name}.{form}"'
    return said_in(quote.language, response)


@require_safe
@xframe_options_exempt
@csp_override({**settings.SECURE_CSP, "frame-ancestors": ["*"]})
def card(request, identifier):
    """A figure as it is today, for other sites to show in a frame."""
    language = language_of(request)
    with override(language):
        figure = live_figure(identifier, language)
        shown = render(
            request,
            "vademecum/card.html",
            {"figure": figure, "identifier": identifier},
            status=200 if figure else GONE,
        )
    return said_in(language, shown)


@require_safe
def embed(request):
    """What other sites ask before they show a figure (oembed.com)."""
    try:
        asked = oembed.read(request.GET, request.get_host())
    except oembed.RefusedError as refusal:
        return HttpResponse(
            f"{refusal}\n",
            status=refusal.status,
            content_type="text/plain; charset=utf-8",
        )
    language = asked.language or get_language()
    with override(language):
        quote = quote_of(asked.identifier, asked.number, language)
        site = request.build_absolute_uri("/").rstrip("/")
        answer = oembed.answer(quote, asked, site)
    response = HttpResponse(
        oembed.as_xml(answer) if asked.format == "xml" else oembed.as_json(answer),
        content_type=oembed.FORMATS[asked.format],
    )
    return said_in(quote.language, response)
