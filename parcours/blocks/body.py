from core import page_links
from core.blocks import BodyBlock, ResourceBlock

from .media import AudioBlock, ExtractBlock, VideoBlock
from .packages import PackageBlock
from .questions import (
    MatchingBlock,
    OrderingBlock,
    QuizBlock,
    ScaleBlock,
    ShortAnswerBlock,
)
from .sheets import ExerciseBlock, MeetingBlock, SelfAssessmentBlock


class EtapeBlock(BodyBlock):
    """The body of an étape: what one reads, and what one does."""

    resource = ResourceBlock()
    video = VideoBlock()
    audio = AudioBlock()
    extract = ExtractBlock()
    exercise = ExerciseBlock()
    meeting = MeetingBlock()
    self_assessment = SelfAssessmentBlock()
    quiz = QuizBlock()
    matching = MatchingBlock()
    ordering = OrderingBlock()
    short_answer = ShortAnswerBlock()
    scale = ScaleBlock()
    imported = PackageBlock()

    QUESTIONS = ("quiz", "matching", "ordering", "short_answer", "scale")
    ACTIVITIES = ("exercise", "meeting", "self_assessment", *QUESTIONS)

    class Meta:
        template = "blocks/body.html"

    def render(self, value, context=None):
        """Its links to other rooms say which étape they leave."""
        with page_links.leading_from((context or {}).get("leading")):
            return super().render(value, context)
