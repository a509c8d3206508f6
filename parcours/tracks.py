"""Short tracks through a parcours: some of its étapes, in its order, in a given time."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.templatetags.durations import duration

TOLERANCE = 1.15  # a track of two hours may last 2 h 18


@dataclass(frozen=True)
class Track:
    title: str
    hours: int
    etapes: list

    @property
    def name(self) -> str:
        """In an address: `?piste=2h`, the same in every language."""
        return f"{self.hours}h"

    @property
    def query(self) -> str:
        return f"?piste={self.name}"

    @property
    def minutes(self) -> int:
        return sum(etape.duration_minutes for etape in self.etapes)


def tracks(stream, etapes: list) -> list[Track]:
    """The tracks of a parcours through those of its étapes that readers see."""
    found = []
    for block in stream:
        keys = {page.translation_key for page in block.value["etapes"] if page}
        chosen = [etape for etape in etapes if etape.translation_key in keys]
        if chosen:
            found.append(Track(block.value["title"], block.value["hours"], chosen))
    return found


def asked(request, found: list[Track]) -> Track | None:
    """The track that `?piste=` asks for; none for a name that no track has."""
    name = request.GET.get("piste") if request else None
    return next((track for track in found if track.name == name), None)


def mistakes(stream, minutes: dict) -> list[str]:
    """What keeps tracks from being followed, given the minutes of each étape by its key."""
    found, hours = [], set()
    for block in stream:
        title, target = block.value["title"], block.value["hours"]
        chosen = {etape.translation_key: etape for etape in block.value["etapes"]}
        if target in hours:
            found.append(_("Deux pistes durent %(hours)s h : gardez-en une.") % {"hours": target})  # fmt: skip
        hours.add(target)
        strangers = [page for key, page in chosen.items() if key not in minutes]
        if strangers:
            found.append(
                _("« %(title)s » : « %(etape)s » n'est pas une étape de ce parcours.")
                % {"title": title, "etape": strangers[0].title}
            )
            continue
        total = sum(minutes[key] for key in chosen)
        if total > target * 60 * TOLERANCE:
            found.append(
                _("« %(title)s » dure %(total)s : c'est trop pour %(hours)s h (15 %% de plus au maximum).")
                % {"title": title, "total": duration(total), "hours": target}
            )  # fmt: skip
    return found
