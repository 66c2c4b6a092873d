"""Middleware that turns refusals into pages, keeps personal pages out of caches, and turns away huge bodies."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.db.utils import InterfaceError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.http import urlencode

from peersupport.lib.refusals import Forbidden, LoginNeeded, NotFound, SecondFactorNeeded

Answer = Callable[[HttpRequest], HttpResponse]
# What PostgreSQL says when a lock was not given within `lock_timeout`, or a deadlock was broken.
LOCK_NOT_AVAILABLE, DEADLOCK = "55P03", "40P01"


class HealthFirst:
    """`/healthz` answers before anything that could be down: the process lives."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        return self.answer(request)


class BodyLimit:
    """A body larger than any form of ours is turned away unread, with a sentence."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            return render(request, "too_large.html", status=413)
        return self.answer(request)


class PersonalPages:
    """Pages for somebody with a session are kept nowhere, so that Back on a shared phone shows nothing.

    The cookie is asked about and not the login: the page that says the database is away must not ask the database.
    Pages behind a signed link (`request.is_personal`) also tell no other page of their address: it is a key.
    """

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        patch_vary_headers(response, ["HX-Request"])
        is_personal = getattr(request, "is_personal", False)
        if is_personal or settings.SESSION_COOKIE_NAME in request.COOKIES:
            add_never_cache_headers(response)
        if is_personal:
            response["Referrer-Policy"] = "no-referrer"
        return response


class Refusals:
    """Not found, not yours, second factor first, only for looking at, or busy: each its page and status."""

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
        if isinstance(refusal, Forbidden):
            raise PermissionDenied(str(refusal)) from refusal
        if isinstance(refusal, LoginNeeded | SecondFactorNeeded):
            there = settings.LOGIN_URL if isinstance(refusal, LoginNeeded) else settings.SECOND_FACTOR_URL
            back = request.get_full_path() if request.method == "GET" else "/tonight/"
            return redirect(f"{there}?{urlencode({'next': back})}")
        if isinstance(refusal, OperationalError | InterfaceError):
            return self.busy_or_down(request, refusal)
        return None

    def busy_or_down(self, request: HttpRequest, refusal: Exception) -> HttpResponse:
        """A calm page with help on it; nothing was written, because every verb is one transaction."""
        code = getattr(refusal.__cause__, "pgcode", None)
        if code in (LOCK_NOT_AVAILABLE, DEADLOCK):
            return render(request, "busy.html", status=503)
        connection.close()
        with open(settings.ROOT / "static" / "503.html", encoding="utf-8") as page:
            return HttpResponse(page.read(), status=503)
