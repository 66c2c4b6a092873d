"""Whether the settings are those of a site for people, and what Django itself makes of them."""

import ipaddress
from collections.abc import Iterator

from django.conf import settings
from django.core import checks

from peersupport.home import assets
from peersupport.home.doctor.finding import Finding, good, look, wrong
from peersupport.lib.roles import ONE_ROLE_FOR_BOTH

LEAST_LETTERS, LEAST_DIFFERENT = 50, 16
NEW_KEY = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
# Names that are set aside for writing about, and for a machine by itself.
EXAMPLES = ("example", "example.org", "example.com", "example.net", "example.org.uk", "invalid", "test")
OWN_NAMES = ("localhost",)
MOST_PROXIES = 3
# Said more plainly by checks of ours.
SAID_ELSEWHERE = {ONE_ROLE_FOR_BOTH.id, "security.W009"}


def kind_of_run() -> Iterator[Finding]:
    if settings.PRODUCTION:
        yield good("PRODUCTION is on: strict settings, no local conveniences.")
    else:
        yield wrong("This is a local run: it answers to this machine alone.", "For people set PRODUCTION=1.")


def secret_key() -> Iterator[Finding]:
    key = settings.SECRET_KEY
    if len(key) < LEAST_LETTERS or len(set(key)) < LEAST_DIFFERENT:
        yield wrong("SECRET_KEY could be guessed: it is too short, or the same few letters.", NEW_KEY)
    else:
        yield good(f"SECRET_KEY is long enough ({len(key)} letters). Keep it on paper with the backup key.")


def address() -> Iterator[Finding]:
    host = settings.SITE_HOST
    if is_within(host, EXAMPLES):
        yield wrong(f"SITE_URL is an example ({settings.SITE_URL}).", "Set the address that people will type.")
    elif is_within(host, OWN_NAMES) or is_a_number(host):
        yield look(
            f"SITE_URL ({settings.SITE_URL}) is no name on the internet.", "Set the address that people will type."
        )
    else:
        yield good(f"People’s address is {settings.SITE_URL}, and no other host is answered.")


def is_within(host: str, names: tuple[str, ...]) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in names)


def is_a_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def proxies() -> Iterator[Finding]:
    many = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if many < 1:
        yield wrong(
            "TRUSTED_PROXIES is 0, so nobody believes that a page came by https, and each leads to itself.",
            "Set how many proxies stand in front; with the one of docs/deploy.md it is 1.",
        )
    elif many > MOST_PROXIES:
        yield look(
            f"TRUSTED_PROXIES is {many}. Were there fewer, anybody could pretend to be elsewhere.",
            "Count the proxies between a visitor and the program.",
        )
    else:
        yield good(f"TRUSTED_PROXIES is {many}: visitors’ addresses are what the proxy says.")


def files_for_the_browser() -> Iterator[Finding]:
    """Styles and scripts are built of this version's files, and were packed after that."""
    packed = settings.STATIC_ROOT / "staticfiles.json"
    if assets.is_built() and packed.is_file() and packed.stat().st_mtime >= assets.stamp().stat().st_mtime:
        yield good("Styles and scripts of this version are built.")
    else:
        yield wrong(
            "Styles and scripts of this version are not built, so pages cannot be shown as they should.",
            "Run manage.py assets, then manage.py collectstatic --noinput, and start the web server again.",
        )


def what_django_says() -> Iterator[Finding]:
    found = [
        message
        for message in checks.run_checks(include_deployment_checks=True)
        if message.id not in SAID_ELSEWHERE and not message.is_silenced()
    ]
    for message in found:
        verdict = wrong if message.level >= checks.ERROR else look
        yield verdict(f"{message.msg} ({message.id})", str(message.hint or "manage.py check --deploy says more."))
    if not found:
        yield good("manage.py check --deploy finds nothing.")
