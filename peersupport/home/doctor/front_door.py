"""Whether the site opens at its own address, as a visitor's browser would ask: name, certificate, proxy, web server."""

import datetime as dt
import http.client
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

from django.conf import settings

from peersupport.home.doctor.finding import Finding, good, look, wrong

SECONDS = 10
CERTIFICATE_DAYS = 14
CIRCLES = (301, 302, 307, 308)
NOBODY_BEHIND = (502, 503, 504)


def opens(*, now: dt.datetime) -> Iterator[Finding]:
    there = urlsplit(settings.SITE_URL)
    host, port = there.hostname or "", there.port or 443
    if there.scheme != "https":
        yield wrong(f"{settings.SITE_URL} is not https.", "Set SITE_URL to the address behind the proxy.")
        return
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        yield wrong(
            f"The name {host} leads nowhere.",
            "Where the name was bought, set an A record to this machine’s address, and an AAAA record if it has one.",
        )
        return
    yield from asked(host, port, now)


def asked(host: str, port: int, now: dt.datetime) -> Iterator[Finding]:
    line = http.client.HTTPSConnection(host, port, timeout=SECONDS, context=ssl.create_default_context())
    with closing(line):
        try:
            line.connect()
            until = str((line.sock.getpeercert() or {}).get("notAfter"))
            line.request("GET", "/readyz")
            status = line.getresponse().status
        except ssl.SSLCertVerificationError as trouble:
            yield wrong(
                f"Browsers do not trust the certificate of {host}: {trouble.verify_message}.",
                "The proxy’s log says why it has no better one; it needs ports 80 and 443 open to everybody.",
            )
        except ConnectionRefusedError:
            yield wrong(f"Nobody answers at {host}, port {port}.", "Start the proxy, and open the port.")
        except (OSError, http.client.HTTPException) as trouble:
            yield look(
                f"{settings.SITE_URL} could not be reached from this machine ({type(trouble).__name__}).",
                "Open it in a browser elsewhere. Some networks cannot reach themselves from inside.",
            )
        else:
            yield from certificate(host, until, now)
            yield answered(status)


def certificate(host: str, until: str, now: dt.datetime) -> Iterator[Finding]:
    left = dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(until), dt.UTC) - now
    if left < dt.timedelta(days=CERTIFICATE_DAYS):
        yield look(
            f"The certificate of {host} ends in {left.days} days, and should have been renewed.",
            "The proxy’s log says why it was not.",
        )


def answered(status: int) -> Finding:
    """What the site's own answer to "are you ready?" means."""
    where = settings.SITE_URL
    if status == http.client.OK:
        return good(f"{where} opens, with a certificate that browsers trust.")
    if status in CIRCLES:
        return wrong(
            f"{where} leads to itself, without end.",
            "Let the proxy set X-Forwarded-Proto, and set TRUSTED_PROXIES to how many proxies there are.",
        )
    if status == http.client.BAD_REQUEST:
        return wrong(f"{where} is not answered as that.", "Let the proxy send the Host header on as it came.")
    if status in NOBODY_BEHIND:
        return wrong(
            f"The proxy answers for {where}, and behind it nobody does, or the database is away.",
            "Start the web server and look at its log.",
        )
    return wrong(f"{where} answers {status}.", "Does another site answer there? Look at the proxy’s settings.")
