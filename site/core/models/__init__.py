from .approval import SecondReaderTask
from .clock import ClockMixin
from .content import LoadedEntry
from .documents import SiteDocument
from .drafts import DraftComment, DraftLink
from .feeds import FeedMixin
from .following import FollowingMixin, SourceField
from .links import CheckedLink, LinkPlace
from .mail import OutgoingMail
from .occasions import OccasionMixin, OccasionVersion
from .pages import BasePage, StrategyMixin
from .parutions import Parution, ParutionItem
from .people import Organisation, Person
from .pictures import SiteImage, SiteRendition
from .pushes import FeedPush
from .records import Record, RecordQuerySet
from .routes import RoutesMixin
from .sealed import SealedError, SealedModel, SealedQuerySet

__all__ = [
    "BasePage",
    "CheckedLink",
    "ClockMixin",
    "FeedMixin",
    "FeedPush",
    "DraftComment",
    "DraftLink",
    "FollowingMixin",
    "LinkPlace",
    "LoadedEntry",
    "OccasionMixin",
    "OccasionVersion",
    "Organisation",
    "OutgoingMail",
    "Parution",
    "ParutionItem",
    "Person",
    "Record",
    "RecordQuerySet",
    "RoutesMixin",
    "SealedError",
    "SealedModel",
    "SealedQuerySet",
    "SecondReaderTask",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "SourceField",
    "StrategyMixin",
]
