"""What is true everywhere. Every environment variable is read here or in `production`."""

import os
from pathlib import Path

from django.utils.csp import CSP

from config.environment import Environment

ROOT = Path(__file__).resolve().parents[3]
SITE = ROOT / "site"
env = Environment()

# Where the running site keeps what it makes: database, media, collected static files.
VAR = Path(env("SITE_VAR", default=str(ROOT / "var")))

# --- Applications ---------------------------------------------------------------

INSTALLED_APPS = [
    "accounts",
    "core",
    "vademecum",
    "parcours",
    "jeudis",
    "news",
    "search",
    "newsletter",
    "home",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.api.v2",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "parcours.packages.serving.own_origin_only",
    "core.middleware.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "core.middleware.admin_content_policy",
    "core.middleware.admin_without_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.middleware.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.middleware.kept_until_something_is_published",
    "core.middleware.typography",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.session_over.keep_what_was_sent",
    # What was printed or cited still leads somewhere after a page moved (0029).
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.frame.context_processor",
            ]
        },
    }
]

# --- Database and cache ---------------------------------------------------------

DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'site.sqlite3'}")
}
DATABASES["default"]["CONN_MAX_AGE"] = None
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    # IMMEDIATE: a read-then-write transaction waits for its turn instead of failing.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "PRAGMA foreign_keys=ON; PRAGMA mmap_size=134217728;"
        ),
    }

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://site")}
if "redis" in CACHES["default"]["BACKEND"]:
    # A cache that went away slows the site; it must never stop it.
    CACHES["default"].setdefault("OPTIONS", {})["IGNORE_EXCEPTIONS"] = True

TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    # What takes seconds (the books): `manage.py db_worker --backend background` does it.
    "background": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}

# Whether the worker asks the addresses of other sites that this one leads to. Only where
# readers follow them: no machine of a developer calls anybody.
LINKS_ARE_ASKED = False

# --- Parcours -------------------------------------------------------------------

# False: browsers take off the worker that reads parcours offline, and what it kept.
OFFLINE_READING = env.bool("OFFLINE_READING", default=True)

# Another host of this same site, where imported activities have an origin of their own.
PACKAGES_ORIGIN = env("PACKAGES_ORIGIN", default="").rstrip("/")

# --- Books ----------------------------------------------------------------------

# Fonts embedded in a PDF would else carry the hour at which they were cut to size: the
# same content must give the same bytes.
os.environ["SOURCE_DATE_EPOCH"] = "0"

# --- Languages and time ---------------------------------------------------------

LANGUAGE_CODE = "fr"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français"), ("en", "English")]
# The second corrects the French of Wagtail, where it is wrong.
LOCALE_PATHS = [SITE / "locale", SITE / "locale" / "wagtail"]
USE_I18N = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILADMIN_USER_LOGIN_FORM = "accounts.forms.SignInForm"

# --- Files ----------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [SITE / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
SERVE_MEDIA = env.bool(
    "SERVE_MEDIA", default=True
)  # False behind a server that does it
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "core.staticfiles.BundledStaticFilesStorage"},
}

# --- Safety ---------------------------------------------------------------------

# Players of other hosts, in a frame that only a reader's click makes.
PEERTUBE_HOSTS = env.list("PEERTUBE_HOSTS", default=[])
VIDEO_PLAYERS = [
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://geo.dailymotion.com",
    *(f"https://{host}" for host in PEERTUBE_HOSTS),
]

# Public pages; the admin's own policy is in `core.middleware`.
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "frame-src": [CSP.SELF, *VIDEO_PLAYERS, *filter(None, [PACKAGES_ORIGIN])],
    "worker-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin shows previews in a frame
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = False  # Wagtail's admin scripts read it
# How many proxies stand between readers and the site, each adding to X-Forwarded-For.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "core.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Attestations ---------------------------------------------------------------

# What signs them, `name:multikey,…`: the first signs, all verify (`parcours.attestation.keys`).
ATTESTATION_KEYS = env.pairs("ATTESTATION_KEYS", default="")

# --- Mail -----------------------------------------------------------------------

mail = env.email_url("EMAIL_URL", default="consolemail://")
MAILERS = {
    "default": {"BACKEND": "core.mailing.backend.EmailBackend"},
    "server": {"BACKEND": mail["EMAIL_BACKEND"]},
}
if mail["EMAIL_HOST"]:
    MAILERS["server"]["BACKEND"] = "core.mailing.smtp.EmailBackend"
    MAILERS["server"]["OPTIONS"] = {
        "host": mail["EMAIL_HOST"],
        "port": mail["EMAIL_PORT"],
        "username": mail["EMAIL_HOST_USER"],
        "password": mail["EMAIL_HOST_PASSWORD"],
        "use_tls": mail.get("EMAIL_USE_TLS", False),
        "use_ssl": mail.get("EMAIL_USE_SSL", False),
        "timeout": 20,
    }
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="redaction@localhost")
# Where refused mails come back, for `manage.py read_bounces`; by default, to the sender.
BOUNCES_ADDRESS = env("BOUNCES_ADDRESS", default="")
JEUDI_REMINDER_HOURS = env.int("JEUDI_REMINDER_HOURS", default=24)
MAILS_PER_MINUTE = env.int("MAILS_PER_MINUTE", default=0)  # 0: as many as one can

# --- Feeds ----------------------------------------------------------------------

# The hub (WebSub) that is told of each feed that changes; without one, nothing leaves.
WEBSUB_HUB = env("WEBSUB_HUB", default="")

# --- Learning record store ------------------------------------------------------

# Where xAPI statements go, of the learners who chose it; nothing leaves without an address.
LRS = {
    "url": env("LRS_URL", default=""),
    "key": env("LRS_KEY", default=""),
    "secret": env("LRS_SECRET", default=""),
    "name": env("LRS_NAME", default=""),  # who keeps it, said to learners
}

# --- Wagtail --------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Faire alliance"
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {"WIDGET": "core.rich_text_area.RichTextArea"}
}
WAGTAILADMIN_BASE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")
WAGTAIL_ENABLE_UPDATE_CHECK = False  # calls another host
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # likewise
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_FINISH_WORKFLOW_ACTION = "core.publishing.publish_approved"
# No false English: a page that nobody translated stays a draft.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAIL_DATE_FORMAT = "%d/%m/%Y"
WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y %H:%M"
# The configuration of words is PostgreSQL's: a migration of `search` makes it.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "search.backend", "SEARCH_CONFIG": "site"}
}
WAGTAILAPI_LIMIT_MAX = 100
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False

WAGTAILIMAGES_IMAGE_MODEL = "core.SiteImage"
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.uploads.PictureForm"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "avif", "webp": "webp"}
WAGTAILDOCS_DOCUMENT_MODEL = "core.SiteDocument"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "core.uploads.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "epub", "ics", "m4a", "mp3", "mp4", "odp", "ods", "odt", "ogg", "opus", "pdf", "pptx", "txt", "vtt", "webm", "xlsx", "zip"]  # fmt: skip
WAGTAILDOCS_MAX_UPLOAD_SIZE = 2 * 1024**3  # a film; `core.uploads` says less for others
WAGTAILEMBEDS_FINDERS = []  # nothing is fetched from another host

# --- Logs -----------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}

# Accounts that `prepare` makes, and the space of a network: only `dev` has some.
DEMO_ACCOUNTS = {}
DEMO_NETWORK = None

SITE_VERSION = "0.1.0"
