"""The floor's pages and their addresses: for each page of ours one statement and one template, both in `pages/`.

What stands in the address after the question mark is given to the statement.
"""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.urls import path

from bench.floor.settings import PAGES

NAMES = ("front", "finder", "whats_on", "session", "tonight", "register", "timetable", "report")


def bare(name: str) -> Callable[[HttpRequest], HttpResponse]:
    statement = (PAGES / f"{name}.sql").read_text(encoding="utf-8")
    template = get_template(f"{name}.html")

    def page(request: HttpRequest) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute(statement, request.GET.dict())
            columns = [column.name for column in cursor.description]
            rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        return answer(template.render({"rows": rows}))

    return page


def ready(request: HttpRequest) -> HttpResponse:
    return answer("ready\n")


def answer(text: str) -> HttpResponse:
    body = text.encode()
    return HttpResponse(body, headers={"Content-Length": str(len(body))})


urlpatterns = [path("readyz", ready), *(path(f"{name}/", bare(name)) for name in NAMES)]
