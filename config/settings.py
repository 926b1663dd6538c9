"""Settings, top to bottom. Without any environment this is the embedded product; the environment names a server."""

from pathlib import Path

from django.utils.csp import CSP

from config import env
from config.folder import DATABASE, own_folder
from config.secret import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("DATA_DIR", BASE_DIR / "data")

# --- Which profile -------------------------------------------------------------------------------------------------

SERVER = env.flag("SERVER")
REDIS_URL, REDIS_TLS = env.redis("REDIS_URL")
PORT = env.number("PORT", 8000, least=1, most=65535)
BASE_URL = env.address("BASE_URL") or ("" if SERVER else f"http://127.0.0.1:{PORT}")
WEB_THREADS = env.number("WEB_THREADS", 4, least=1, most=32)

if not SERVER and not env.text("DATABASE_URL"):
    own_folder(DATA_DIR)
SECRET_KEY = env.secret("SECRET_KEY") or ("" if SERVER else kept_secret(DATA_DIR / "secret-key"))
DEBUG = False
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL else []

# --- What it is made of --------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "allauth",
    "allauth.account",
    "accounts",
    "learners",
    "journeys",
    "workshops",
    "config",
]

MIDDLEWARE = [
    "config.receipts.ReceiptMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.saving.SavingMiddleware",
    "config.hosts.HealthByAddress",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.saving.told",
            ],
        },
    }
]

FORM_RENDERER = "config.forms.Renderer"

# --- Where facts are kept ------------------------------------------------------------------------------------------

_sqlite: dict[str, object] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / DATABASE,
    # Lasting threads, so lasting connections; IMMEDIATE because a transaction that reads and then writes fails at once
    # under SQLite's default mode when another writes between.
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "timeout": 10,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA temp_store=MEMORY;"
            "PRAGMA cache_size=-20000;PRAGMA journal_size_limit=67108864"
        ),
    },
    "TEST": {"NAME": DATA_DIR / "test.sqlite3"},
}

_postgresql = env.database("DATABASE_URL")
if _postgresql is not None:
    _asked: dict[str, str] = _postgresql["OPTIONS"]
    _bounds = "-c statement_timeout=15000 -c lock_timeout=8000 -c idle_in_transaction_session_timeout=20000"
    _postgresql |= {
        "CONN_MAX_AGE": 0,
        # What DATABASE_URL says goes over what stands here.
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": WEB_THREADS + 4, "timeout": 5, "max_idle": 60},
            "connect_timeout": 3,
            # A line that has died without a word is noticed: what is sent has to be acknowledged within ten seconds,
            # and a connection that is idle asks after ten whether the other side is still there.
            "tcp_user_timeout": 10_000,
            "keepalives": 1,
            "keepalives_idle": 10,
            "keepalives_interval": 3,
            "keepalives_count": 3,
            **_asked,
            "options": f"{_bounds} {_asked.get('options', '')}".strip(),
        },
    }

DATABASES = {"default": _postgresql or _sqlite}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Nothing that matters lives in a cache; each process keeps its own, so that nobody can plant a pickle in a shared one.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- People --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workshops:workshop_list"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_PREVENT_ENUMERATION = True
# Failures are counted for each account and never for each address: a whole venue is one address.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "10/5m/key", "reset_password": "5/m/key"}
SESSION_COOKIE_AGE = 60 * 60 * 24 * 2
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.views.csrf_failure"

MAILERS = {"default": {"BACKEND": "django.core.mail.backends.console.EmailBackend"}}

# --- What leaves the house -----------------------------------------------------------------------------------------

HTTPS = BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("TRUSTED_PROXY") else None
SECURE_REFERRER_POLICY = "same-origin"
# Browsers heed it in secure contexts only, and complain elsewhere.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if HTTPS else None
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Files are served as written from static/, without a build or a collection step, and checked again by their date.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

# --- Words, time, log ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.log.OneLine"}},
    "filters": {"seldom": {"()": "config.log.Seldom"}, "refused hosts": {"()": "config.log.RefusedHosts"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["seldom"]}},
    "root": {
        "handlers": ["stderr"],
        "level": env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
    "loggers": {
        # A refused request is an answer, not an incident, and its path may hold a join code.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"filters": ["refused hosts"]},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}

# --- Work that takes long ------------------------------------------------------------------------------------------

# Who is told that a report waits: Celery on a server, the supervised child process when embedded. The row is the job.
REPORT_ANNOUNCER = "config.celery.announce" if REDIS_URL else "config.worker.announce"
