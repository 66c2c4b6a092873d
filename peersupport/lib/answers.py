"""Middleware: refusals become pages, personal pages are kept nowhere, public ones for a moment, bodies have a limit."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError, connection
from django.db.utils import InterfaceError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict, UnreadablePostError
from django.shortcuts import redirect, render
from django.urls import resolve, reverse
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import urlencode

from peersupport.lib.log_lines import TOKEN
from peersupport.lib.refusals import Forbidden, LoginNeeded, Moved, NotFound, SecondFactorNeeded, TooOften

Answer = Callable[[HttpRequest], HttpResponse]
IS_PUBLIC, TAKES_A_PICTURE = "is_same_for_strangers", "takes_a_picture"
# What PostgreSQL says when a lock was not given within `lock_timeout`, a deadlock was broken, or what somebody was
# about to write of is gone since they read it. Each time trying once more is right.
LOCK_NOT_AVAILABLE, DEADLOCK, GONE_MEANWHILE = "55P03", "40P01", "23503"


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None when the page is only looked at. Sent empty is not the same as not sent."""
    return request.POST if request.method == "POST" else None


class OwnPagesOnly:
    """No other site may put anything of ours into its pages. The other headers of every answer are Django's to set."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        return response


class HealthFirst:
    """`/healthz` answers before anything that could be down: the process lives."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        return self.answer(request)


class BodyLimit:
    """A body larger than the form it is for is turned away unread, with a sentence.

    And a form is read before anything is done with it: one that did not arrive whole must not be found out half-way.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if not length.isdecimal() or (int(length) > most and int(length) > most + room_for_a_picture(request)):
            return render(request, "too_large.html", status=413)
        try:
            request.POST  # noqa: B018 – Django reads it when it is first asked for, and refuses what it cannot read
        except UnreadablePostError as broken:
            raise BadRequest from broken
        return self.answer(request)


def takes_a_picture(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Say of a view: its form has a `pictures.PictureField`, and what it is sent may be larger by that."""
    setattr(view, TAKES_A_PICTURE, True)
    return view


def room_for_a_picture(request: HttpRequest) -> int:
    try:
        view = resolve(request.path_info).func
    except Http404:
        return 0
    return int(settings.LARGEST_PICTURE) if getattr(view, TAKES_A_PICTURE, False) else 0


class PersonalPages:
    """Answers for somebody with a session are kept nowhere, so that Back on a shared phone shows nothing.

    The cookie is asked about and not the login: the page that says the database is away must not ask the database.
    Answers behind a signed link, refusals too, also tell no other page of their address: it is a key. So do pages
    that a view calls personal (`request.is_personal`).
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        patch_vary_headers(response, ["HX-Request"])
        is_personal = getattr(request, "is_personal", False) or TOKEN.search(request.path)
        if is_personal or settings.SESSION_COOKIE_NAME in {*request.COOKIES, *response.cookies}:
            add_never_cache_headers(response)
        if is_personal:
            response["Referrer-Policy"] = "no-referrer"
        return response


def same_for_strangers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Say of a view: to whoever is not logged in, its answer depends on the address, the theme and the hour alone."""

    @wraps(view)
    def public(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        setattr(response, IS_PUBLIC, True)
        return response

    return public


class PublicPages:
    """A page that is the same for every stranger is made once in `settings.PUBLIC_PAGES_SECONDS` by each process.

    Only for browsers that sent no cookie but the chosen theme, and only what a view said to be `same_for_strangers`:
    nothing that a login or a signed link opens is ever kept. Browsers are not told, and always ask again.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_stranger = request.method == "GET" and not request.COOKIES.keys() - {"theme"}
        if not is_stranger or "HX-Request" in request.headers or not settings.PUBLIC_PAGES_SECONDS:
            return self.answer(request)
        theme, here = request.COOKIES.get("theme", ""), request.build_absolute_uri()
        key = sha256(f"{theme} {here}".encode()).hexdigest()
        kept = caches["pages"].get(key)
        if kept is not None:
            content, headers = kept
            return HttpResponse(content, headers=headers)
        response = self.answer(request)
        if response.status_code == 200 and getattr(response, IS_PUBLIC, False) and not response.cookies:
            caches["pages"].set(key, (response.content, dict(response.items())), settings.PUBLIC_PAGES_SECONDS)
        return response


class Refusals:
    """Not found, not yours, second factor first, only for looking at, too often, or busy: each its page and status.

    What has another slug today is led on to.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = render(request, "405.html", status=405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, refusal: Exception) -> HttpResponse | None:
        if isinstance(refusal, NotFound):
            raise Http404 from refusal
        if isinstance(refusal, Moved):
            return moved(request, refusal.slug)
        if isinstance(refusal, Forbidden):
            raise PermissionDenied(str(refusal)) from refusal
        if isinstance(refusal, LoginNeeded | SecondFactorNeeded):
            there = settings.LOGIN_URL if isinstance(refusal, LoginNeeded) else settings.SECOND_FACTOR_URL
            back = request.get_full_path() if request.method == "GET" else "/tonight/"
            return redirect(f"{there}?{urlencode({'next': back})}")
        if isinstance(refusal, TooOften):
            return render(request, "429.html", status=429)
        if getattr(refusal.__cause__, "pgcode", None) in (LOCK_NOT_AVAILABLE, DEADLOCK, GONE_MEANWHILE):
            return render(request, "busy.html", status=503)
        if isinstance(refusal, OperationalError | InterfaceError):
            return self.database_is_away()
        return None

    def database_is_away(self) -> HttpResponse:
        """A calm page with help on it; nothing was written, because every verb is one transaction."""
        connection.close()
        with open(settings.ROOT / "static" / "503.html", encoding="utf-8") as page:
            return HttpResponse(page.read(), status=503)


def moved(request: HttpRequest, slug: str) -> HttpResponse:
    """The same page under today's slug, asked the same. A form goes there with all that was typed, and is sent once.

    Not for good: browsers never forget a lasting redirect, and a slug can be taken back.
    """
    here: Any = request.resolver_match
    there = reverse(here.view_name, kwargs={**here.captured_kwargs, "slug": slug})
    asked = request.META.get("QUERY_STRING")
    return redirect(f"{there}?{asked}" if asked else there, preserve_request=request.method == "POST")
