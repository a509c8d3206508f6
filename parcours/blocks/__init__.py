from .body import EtapeBlock
from .media import AudioBlock, ExtractBlock, VideoBlock
from .questions import (
    MatchingBlock,
    OrderingBlock,
    QuizBlock,
    ScaleBlock,
    ShortAnswerBlock,
)
from .sheets import ExerciseBlock, MeetingBlock, SelfAssessmentBlock
from .tracks import TrackBlock

__all__ = [
    "AudioBlock",
    "EtapeBlock",
    "ExerciseBlock",
    "ExtractBlock",
    "MatchingBlock",
    "MeetingBlock",
    "OrderingBlock",
    "QuizBlock",
    "ScaleBlock",
    "SelfAssessmentBlock",
    "ShortAnswerBlock",
    "TrackBlock",
    "VideoBlock",
]
