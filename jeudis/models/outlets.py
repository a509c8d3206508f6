"""What an episode answers beside its page: captions, chapters, sound."""

from functools import cached_property, partial

from django.db import models
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from core import ranges
from core.typography import typeset
from jeudis import recordings, transcripts

PLAYED = ("recording", "embed")


class OutletsMixin(RoutablePageMixin, models.Model):
    """The files of an episode, made from its form each time they are asked for."""

    # Whether there is something of ours to hear or to watch: what podcasts list.
    has_recording = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True

    @property
    def recordings(self) -> list:
        """The blocks of what is played in the page, the first one first."""
        return [block.value for block in self.media if block.block_type == "recording"]

    @property
    def players(self) -> list:
        """What is played in the page; `media_links` are the rest of what there is."""
        return [block for block in self.media if block.block_type in PLAYED]

    @property
    def media_links(self) -> list:
        return [block for block in self.media if block.block_type not in PLAYED]

    @property
    def play_source(self) -> str:
        """Where a time leads: its first recording, else the film or sound of another site."""
        if self.recordings and self.recordings[0].sources:
            return self.recordings[0].sources[0].url
        elsewhere = (
            block.value["url"]
            for block in self.media
            if block.block_type == "embed"
            or (block.block_type == "link" and block.value["kind"] != "article")
        )
        return next(elsewhere, "")

    @property
    def has_captions(self) -> bool:
        """Whether a passage has a time, from what is stored: for lists."""
        return any(each["value"].get("start") for each in self.transcript.raw_data)

    @property
    def lasts_ms(self) -> int | None:
        """How long its recording lasts, measured; else as announced."""
        measured = next((r.duration_ms for r in self.recordings if r.duration_ms), None)
        announced = self.duration_minutes and self.duration_minutes * 60_000
        return measured or announced

    @cached_property
    def cues(self) -> list[transcripts.Cue]:
        """Its captions, typeset; none while no passage has a time."""
        passages = [segment.value.passage for segment in self.transcript]
        return [
            transcripts.Cue(
                cue.start, cue.end, typeset(cue.text, self.language), cue.speaker
            )
            for cue in transcripts.cues(passages, self.lasts_ms)
        ]

    @property
    def chapter_marks(self) -> list[tuple[int, str]]:
        return [
            (chapter.value.start_ms, typeset(chapter.value["title"], self.language))
            for chapter in self.chapters
        ]

    @path("transcript.vtt/")
    def vtt(self, request):
        return text(transcripts.as_vtt(some(self.cues)), "text/vtt")

    @path("transcript.srt/")
    def srt(self, request):
        return text(transcripts.as_srt(some(self.cues)), "application/x-subrip")

    @path("transcript.json/")
    def json(self, request):
        return JsonResponse(
            transcripts.as_json(some(self.cues)),
            json_dumps_params={"ensure_ascii": False},
        )

    @path("transcript.html/")
    def html(self, request):
        """The text alone, for podcast clients and for printing."""
        some(self.transcript)
        return render(request, "jeudis/transcript.html", {"page": self})

    @path("chapters.json/")
    def chapters_json(self, request):
        """JSON Chapters 1.2 of Podcasting 2.0."""
        chapters = [
            {"startTime": start / 1000, "title": title}
            for start, title in some(self.chapter_marks)
        ]
        return JsonResponse(
            {"version": "1.2.0", "title": self.title, "chapters": chapters},
            content_type="application/json+chapters",
            json_dumps_params={"ensure_ascii": False},
        )

    @path("chapters.vtt/")
    def chapters_vtt(self, request):
        """WebVTT of kind « chapters » (W3C), for a player's own menu."""
        marks = some(self.chapter_marks)
        last = max(self.lasts_ms or 0, marks[-1][0] + 1000)
        ends = [start for start, _title in marks[1:]] + [last]
        cues = [
            transcripts.Cue(start, end, title)
            for (start, title), end in zip(marks, ends, strict=True)
        ]
        return text(transcripts.as_vtt(cues), "text/vtt")

    @path("episode.mp3/")
    def mp3(self, request):
        """Its sound behind a tag that holds its chapters as they are now."""
        sound = recordings.sound_of(self)
        if sound is None or not sound.tag:
            raise Http404
        file = sound.document.file
        return ranges.send(
            request,
            partial(file.storage.open, file.name),
            file.size,
            sound.document.media_type,
            etag=sound.etag,
            head=sound.tag,
            skip=sound.document.tag_size,
        )


def some(found: list) -> list:
    """What there is; an episode without it has no such address."""
    if not found:
        raise Http404
    return found


def text(content: str, content_type: str) -> HttpResponse:
    return HttpResponse(content, content_type=f"{content_type}; charset=utf-8")
