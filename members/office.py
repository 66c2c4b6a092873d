"""The admin, behind our own door: a login by code, and the second factor. To who is not staff it is not there."""

from typing import Any

from django.contrib import admin

from members import second_factor
from members.access import logged_in
from peersupport.lib.refusals import NotFound


class Office(admin.AdminSite):
    """Django's admin without its own login page, which knows no codes and counts no tries."""

    site_header = site_title = "Settings of the site"
    index_title = "What can be set"

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            let_in(request)
            return inner(request, *args, **kwargs)

        return guarded

    def login(self, request: Any, extra_context: dict[str, Any] | None = None) -> Any:
        raise NotFound


def let_in(request: second_factor.Browser) -> None:
    """Staff who have shown the second factor lately. Another login finds nothing here."""
    logged_in(request.user)
    if not getattr(request.user, "is_staff", False):
        raise NotFound
    second_factor.require(request)
