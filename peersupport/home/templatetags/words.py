"""How dates, times and numbers are said on a page. Available in every template."""

import datetime as dt

from django import template
from django.utils import timezone

from peersupport.lib import walltime

register = template.Library()


@register.filter
def day(on: dt.date) -> str:
    """Friday 27 November; with the year when it is not this one."""
    return walltime.spoken_day(on, today=timezone.localdate())


@register.filter
def clock(at: dt.time | dt.datetime) -> str:
    """7pm, 7.30pm, noon. An instant is said in the site's time zone."""
    if isinstance(at, dt.datetime):
        at = timezone.localtime(at).time()
    return walltime.spoken_time(at)


@register.filter
def moment(at: dt.datetime) -> str:
    """Friday 27 November, 6pm."""
    local = timezone.localtime(at)
    return f"{day(local.date())}, {clock(local.time())}"


@register.filter
def fact(value: object) -> str:
    """What is known of something, with the year: yes, 2 October 2026, 2 October 2026 at 7pm."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value)
        return f"{local:%-d %B %Y} at {walltime.spoken_time(local.time())}"
    return f"{value:%-d %B %Y}" if isinstance(value, dt.date) else str(value)


@register.filter
def number(figure: int | str) -> str:
    """12,345; and words stay words, where there is no number to show."""
    return f"{figure:,}" if isinstance(figure, int) else figure
