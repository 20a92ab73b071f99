"""Settings: one flat file; every choice is a TOKENTRADE_ variable with an embedded default."""

import json
import os
import secrets
from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from tokentrade import api_settings, notice_settings

ROOT = Path(__file__).resolve().parent.parent


def env(name: str, default: str, read: Callable[[str], Any] = str) -> Any:
    """Return TOKENTRADE_<name> read with `read`; an unreadable value names itself."""
    text = os.environ.get(f"TOKENTRADE_{name}", default)
    try:
        return read(text)
    except (ValueError, TypeError) as fault:
        raise SystemExit(f"TOKENTRADE_{name}={text!r} cannot be read: {fault}") from fault


def on_off(text: str) -> bool:
    """Read on or off; anything else is a ValueError."""
    if text not in ("on", "off"):
        raise ValueError("say on or off")
    return text == "on"


def words(text: str) -> list[str]:
    """Read a comma list."""
    return [word.strip() for word in text.split(",") if word.strip()]


def addresses(text: str) -> list[str]:
    """Read a JSON list of web addresses, each once."""
    found = json.loads(text)
    if not isinstance(found, list) or not all(str(url).startswith(("https://", "http://")) for url in found):
        raise ValueError('say a JSON list such as ["https://example.org/feed.xml"]')
    return list(dict.fromkeys(map(str, found)))


DATA_DIR = env("DATA_DIR", str(ROOT / ".data"), Path)
DEBUG = env("DEBUG", "off", on_off)
HTTPS = env("HTTPS", "on", on_off)
COLLECT = env("COLLECT", "on", on_off)
ALLOWED_HOSTS = env("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]", words)
CSRF_TRUSTED_ORIGINS = env("CSRF_TRUSTED_ORIGINS", "", words)
PROJECT_URL = env("PROJECT_URL", "https://github.com/tokentrade/tokentrade")
RATE_LIMITS = env("RATE_LIMITS", "on", on_off)
# Peers whose X-Forwarded-For is believed: addresses or networks.
TRUSTED_PROXIES = env("TRUSTED_PROXIES", "", lambda text: [ip_network(word) for word in words(text)])
# Requests per minute and per day; the API keeps to these, its document and the page /data/ state them.
API_LIMITS = {"keyless": (120, 5_000), "token": (600, 100_000), "writes": (60, 100_000)}


def _secret_key() -> str:
    """Return the configured key, else the data directory's, else one that lives for this process."""
    stored = DATA_DIR / "secret_key"
    if "TOKENTRADE_SECRET_KEY" in os.environ:
        return os.environ["TOKENTRADE_SECRET_KEY"]
    return stored.read_text().strip() if stored.is_file() else secrets.token_urlsafe(50)


SECRET_KEY = _secret_key()


def _api_key(name: str) -> str:
    """Return a key without ever repeating it; one that no header can carry is refused by name."""
    key = os.environ.get(name, "").strip()
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise SystemExit(f"{name} cannot be read: expected printable ASCII without spaces")
    return key


# Sent to their own upstream only; never logged, stored or shown.
API_KEYS = {"OPENROUTER": _api_key("TOKENTRADE_OPENROUTER_API_KEY")}

UPSTREAMS = {
    "TERMS_ARCHIVE": env("UPSTREAM_TERMS_ARCHIVE", "https://github.com/OpenTermsArchive"),
    "OPENROUTER": env("UPSTREAM_OPENROUTER", "https://openrouter.ai/api/v1"),
    "EUROSTAT": env("UPSTREAM_EUROSTAT", "https://ec.europa.eu/eurostat/api/dissemination"),
    "AI_DIFFUSION": env(
        "UPSTREAM_AI_DIFFUSION",
        "https://raw.githubusercontent.com/microsoft/ai-diffusion-report/main/data",
    ),
    "FEDERAL_REGISTER": env("UPSTREAM_FEDERAL_REGISTER", "https://www.federalregister.gov/api/v1"),
}
FEEDS = env(
    "FEEDS",
    '["https://openai.com/news/rss.xml","https://deepmind.google/blog/rss.xml",'
    '"https://blog.google/technology/ai/rss/","https://digital-strategy.ec.europa.eu/en/rss.xml"]',
    addresses,
)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "apps.reference",
    "apps.observations",
    "apps.events",
    "apps.collectors",
    "apps.flows",
    "apps.pipeline",
    "apps.api",
    "apps.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "apps.web.packing.PackingMiddleware",
    "apps.web.packing.TagMiddleware",
    "csp.middleware.CSPMiddleware",
    "apps.api.gate.Gate",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "apps.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "tokentrade.urls"
WSGI_APPLICATION = "tokentrade.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.web.shell.pages",
            ]
        },
    }
]

DATABASE_URL = env("DATABASE_URL", f"postgresql://postgres@/tokentrade?host={DATA_DIR}/run")
DB_POOL_SIZE = env("DB_POOL_SIZE", "0", int)
STATEMENT_TIMEOUT_MS = env("STATEMENT_TIMEOUT_MS", "300000", int)
_DSN = conninfo_to_dict(DATABASE_URL)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _DSN.pop("dbname", "tokentrade"),
        "USER": _DSN.pop("user", ""),
        "PASSWORD": _DSN.pop("password", ""),
        "HOST": _DSN.pop("host", ""),
        "PORT": _DSN.pop("port", ""),
        # A pool forbids persistent connections; health checks outlive a killed postmaster.
        "CONN_MAX_AGE": 0 if DB_POOL_SIZE else 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _DSN
        | {
            "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS}"
            " -c idle_in_transaction_session_timeout=60000 -c timezone=UTC -c DateStyle=ISO"
        }
        | ({"pool": {"min_size": 1, "max_size": DB_POOL_SIZE, "timeout": 10}} if DB_POOL_SIZE else {}),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

BROKER_URL = env("BROKER_URL", f"redis+socket://{DATA_DIR}/run-valkey/valkey.sock")

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
# Named here so that our words win over those of the packages: a token of the API framework is a password.
LOCALE_PATHS = [ROOT / "apps" / "web" / "locale"]

REST_FRAMEWORK, SPECTACULAR_SETTINGS = api_settings.REST_FRAMEWORK, api_settings.SPECTACULAR_SETTINGS
SITE_URL, EMAIL_IS_ON = notice_settings.SITE_URL, notice_settings.EMAIL_IS_ON
NOTICE_RECEIVERS = notice_settings.NOTICE_RECEIVERS
globals().update(notice_settings.MAIL)

STATIC_URL = "/static/"
STATIC_ROOT = env("STATIC_ROOT", str(DATA_DIR / "static"), Path)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "apps.web.storage.ModuleStaticFilesStorage"},
}

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# Seven days; signing out ends a session at once.
SESSION_COOKIE_AGE = 7 * 24 * 3600
LOGIN_URL = "desk-sign-in"
LOGIN_REDIRECT_URL = "desk"
CSRF_FAILURE_VIEW = "apps.web.desk.gate.unsent"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # our own pages may frame each other; see frame-ancestors
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}

# One line per fact on standard error; whoever runs the process keeps it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"standard_error": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["standard_error"], "level": "WARNING"},
    "loggers": {"apps": {"level": "INFO"}, "django.security.DisallowedHost": {"level": "CRITICAL"}},
}
