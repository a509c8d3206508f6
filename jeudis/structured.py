"""A Jeudi for machines (schema.org): an event, then what was recorded of it."""

from core import linked_data
from jeudis import life

SCHEMA = "https://schema.org/"


def status(facts: life.Facts) -> str | None:
    """What became of the date that was announced; nothing for one that nobody confirmed."""
    if facts.is_cancelled:
        return f"{SCHEMA}EventCancelled"
    if facts.is_moved:
        return f"{SCHEMA}EventRescheduled"
    return f"{SCHEMA}EventScheduled" if facts.is_confirmed else None


def dates(jeudi) -> dict:
    """When it is, when it should have been, and whether it is."""
    facts = jeudi.facts
    return {
        "startDate": facts.starts_at,
        "endDate": facts.ends_at if jeudi.duration_minutes else None,
        "eventStatus": status(facts),
        "previousStartDate": facts.previous,
    }


def reference(jeudi) -> dict:
    """A Jeudi that a page lists."""
    return linked_data.reference(jeudi, "Event", **dates(jeudi))


def event(jeudi, context) -> dict:
    is_online = bool(jeudi.join_url) or jeudi.format == jeudi.Format.WEBINAIRE
    online = f"{SCHEMA}OnlineEventAttendanceMode"
    return linked_data.thing(jeudi, "Event") | {
        **dates(jeudi),
        "eventAttendanceMode": online if is_online else None,
        "location": linked_data.screen(jeudi.join_url),
        "superEvent": linked_data.parent(context["frame"], "EventSeries"),
        "performer": [speaker.linked_data() for speaker in context["speakers"]],
        "keywords": [*jeudi.pillar_labels, *jeudi.audience_labels],
    }


def page(jeudi, context) -> dict:
    """An event until there is something to see or hear of it: then the recording of it."""
    happened = event(jeudi, context)
    recorded = recording(jeudi, context["state"])
    if recorded is None:
        return happened
    about = {key: happened.pop(key) for key in ("keywords", "performer")}
    event_node = happened | {"@id": f"{jeudi.href}#evenement", "performer": about["performer"]}  # fmt: skip
    return (
        linked_data.thing(jeudi, recorded["@type"])
        | recorded
        | {
            "keywords": about["keywords"],
            "recordedAt": event_node,
            "datePublished": jeudi.first_published_at,
        }
    )


def recording(jeudi, state: life.State) -> dict | None:
    """What kind of work the first recording is; a text about it makes it no recording."""
    if state not in (life.State.REPLAY, life.State.TEXT):
        return None
    for block in jeudi.media:
        found = _recorded(block)
        if found is None:
            continue
        kind, media = found
        if kind == "VideoObject":
            own = {"uploadDate": jeudi.starts_at}
        else:
            own = {"episodeNumber": jeudi.number}
        return {"@type": kind, "associatedMedia": media, **own}
    return None


def _recorded(block) -> tuple[str, dict] | None:
    """The kind of a block of media, and where it is to be seen or heard."""
    value = block.value
    if block.block_type == "recording" and value.sources:
        is_film = value.is_film
        media = {"contentUrl": value.sources[0].url}
    elif block.block_type == "embed":
        is_film, media = True, {"url": value["url"]}
    elif block.block_type == "link" and value["kind"] != "article":
        is_film, media = value["kind"] == "video", {"url": value["url"]}
    else:
        return None
    # A `VideoObject` inside another one would be a second film.
    kind = "MediaObject" if is_film else "AudioObject"
    media |= {"@type": kind, "name": value["title"]}
    return ("VideoObject" if is_film else "PodcastEpisode"), media


def voice(person, organisation, jeudis, url: str) -> dict:
    """Somebody who spoke, as their page shows them today, and in what."""
    return {
        "@type": "Person",
        "@id": url,
        "url": url,
        "name": person.name,
        "jobTitle": person.role,
        "description": person.biography,
        "affiliation": {"@type": "Organization", "name": organisation.name}
        if organisation
        else None,
        "performerIn": [reference(jeudi) for jeudi in jeudis],
    }


def collection(page, name: str, below: str, description="") -> dict:
    """A list at an address below a page."""
    url = page.href + below
    return {
        "@type": "CollectionPage",
        "@id": url,
        "url": url,
        "name": name,
        "description": description,
        "inLanguage": page.language,
        "isPartOf": linked_data.website(page.language),
    }
