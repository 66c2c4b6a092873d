"""Figures: the report on a page, the same as a file, and the names of one's own group as a file of its own."""

import datetime as dt
from collections.abc import Generator, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from groups.models import SupportGroup
from groups.trail import looked
from members import second_factor
from members.models import Look
from peersupport.lib import csv_rows
from sessions import reports
from sessions.access import group_to_list_names_of, groups_to_report_on, reads_real_numbers
from sessions.forms.reports import AttendanceForm, presets

PAGE = "sessions/reports/attendance.html"
# How lately the second factor must have been shown for a list of names.
LATELY = dt.timedelta(minutes=10)


@require_safe
def attendance(request: HttpRequest) -> HttpResponse:
    return page(request, ask(request))


@require_safe
def attendance_csv(request: HttpRequest) -> HttpResponseBase:
    """One row an evening; for those who see totals only, one row a line of the page."""
    form = ask(request)
    if not form.is_valid():
        return page(request, form, status=400)
    if form.totals_only:
        return csv_file("evenings", form, reports.LINE_HEADING, reports.line_rows(report_for(form)))
    rows = reports.evening_rows(groups_q=form.groups_q, now=timezone.now(), **form.days)
    return csv_file("evenings", form, reports.EVENING_HEADING, rows)


@require_safe
def names_csv(request: HttpRequest) -> HttpResponseBase:
    """The names of one's own group. The second factor is asked for again; then one is back at the report."""
    group = group_to_list_names_of(request.user, request.GET.get("group", ""))
    if not second_factor.is_shown(request, timezone.now(), within=LATELY):
        second_factor.unshow(request)
        back = f"{reverse('sessions:attendance')}?{request.GET.urlencode()}#names"
        return redirect(f"{settings.SECOND_FACTOR_URL}?{urlencode({'next': back})}")
    form = ask(request)
    if not form.is_valid():
        return page(request, form, status=400)
    asked: dict[str, Any] = {"group": group, "now": timezone.now(), **form.days}
    looked(user=request.user, what=Look.What.NAMES, group=group, about=group.ref, whom=reports.named(**asked))
    return csv_file("list", form, reports.NAME_HEADING, reports.names(**asked))


def ask(request: HttpRequest) -> AttendanceForm:
    """What is asked, of the groups whose figures the reader may read. Reports begin at the second factor."""
    scope = groups_to_report_on(request.user)
    second_factor.require(request)
    groups = list(SupportGroup.objects.filter(scope).select_related("network", "area").order_by("name", "pk"))
    own = [group for group in groups if reads_real_numbers(request.user, group)]
    return AttendanceForm(request.GET, today=timezone.localdate(), groups=groups, own=own)


def page(request: HttpRequest, form: AttendanceForm, status: int = 200) -> HttpResponse:
    shown: dict[str, Any] = {"form": form, "presets": presets(form.today)}
    if form.is_valid():
        shown["report"] = report_for(form)
        shown["bars"] = bars(shown["report"])
        shown["names_are_open"] = second_factor.is_shown(request, timezone.now(), within=LATELY)
    return render(request, PAGE, shown, status=status)


def report_for(form: AttendanceForm) -> reports.Report:
    report = reports.attendance(groups_q=form.groups_q, now=timezone.now(), **form.days)
    return reports.for_totals_only(report, form.threshold) if form.totals_only else report


def bars(report: reports.Report) -> list[dict[str, Any]]:
    """Visits by month, drawn against the largest; a month with no number to show has no bar."""
    months = [(line.label, line.figures.visits) for line in report.months]
    highest = max((visits for _, visits in months if isinstance(visits, int)), default=0) or 1
    return [
        {
            "label": label,
            "value": f"{visits:,}" if isinstance(visits, int) else visits,
            "share": round(100 * visits / highest) if isinstance(visits, int) else 0,
        }
        for label, visits in months
    ]


def csv_file(
    name: str, form: AttendanceForm, heading: Sequence[str], rows: Generator[Iterable[csv_rows.Cell], None, None]
) -> StreamingHttpResponse:
    """A file that is sent as it is read. Its name says neither whose figures these are nor what they are of."""
    answer = StreamingHttpResponse(csv_rows.in_pieces(heading, rows), content_type=csv_rows.CONTENT_TYPE)
    days = form.days
    answer["Content-Disposition"] = f'attachment; filename="{name}-{days["begins_on"]}-to-{days["ends_on"]}.csv"'
    return answer
