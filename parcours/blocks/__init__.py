from .body import EtapeBlock
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
from .tracks import TrackBlock

__all__ = [
    "AudioBlock",
    "EtapeBlock",
    "ExerciseBlock",
    "ExtractBlock",
    "MatchingBlock",
    "MeetingBlock",
    "OrderingBlock",
    "PackageBlock",
    "QuizBlock",
    "ScaleBlock",
    "SelfAssessmentBlock",
    "ShortAnswerBlock",
    "TrackBlock",
    "VideoBlock",
]
