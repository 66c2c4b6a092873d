"""The admin, behind our own door: a login by code, and the second factor. To who is not staff it is not there.

It is for what has no page of settings. What a verb owns is there to be looked at; whoever comes is not there at all.
"""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, Model

from members import second_factor
from members.access import logged_in, staff
from peersupport.lib.refusals import NotFound

# The models without a page in the admin, and why.
KEPT_OUT: dict[type[Model], str] = {}


def keeps_out(reason: str, *models: type[Model]) -> None:
    """Say that these have no page in the admin. A model that is neither there nor here fails a test."""
    KEPT_OUT.update(dict.fromkeys(models, reason))


class NobodyWrites:
    """What verbs own is changed on the pages of settings, where what hangs on it follows."""

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        return False


class ToLookAt(NobodyWrites, admin.ModelAdmin):
    """Rows with a list and a page each. No field is shown that is not named in `fields`."""

    actions = None

    def get_list_select_related(self, request: Any) -> list[str]:
        """What a line of the list names comes with it, in the same question."""
        shown = (self.opts.get_field(str(name)) for name in self.list_display)
        return [field.name for field in shown if isinstance(field, ForeignKey)]

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Only what the list offers: else what is not shown could be guessed, letter by letter."""
        return lookup.split("__")[0] in self.list_filter and super().lookup_allowed(lookup, value, request)


class PartsToLookAt(NobodyWrites, admin.TabularInline):
    """Rows that belong to one of these, shown with it."""

    extra = 0


class Office(admin.AdminSite):
    """Django's admin without its own login page, which knows no codes and counts no tries."""

    site_header = site_title = "Settings of the site"
    index_title = "What can be set, and looked at"

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only what our own modules bring: a library's page would show addresses, or take away a second factor."""
        if admin_class is not None and issubclass(admin_class, ToLookAt):
            super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def guarded(request: Any, *args: Any, **kwargs: Any) -> Any:
            let_in(request)
            return inner(request, *args, **kwargs)

        return guarded

    def login(self, request: Any, extra_context: dict[str, Any] | None = None) -> Any:
        raise NotFound

    def autocomplete_view(self, request: Any) -> Any:
        raise NotFound

    def password_change(self, request: Any, extra_context: dict[str, Any] | None = None) -> Any:
        raise NotFound


def let_in(request: second_factor.Browser) -> None:
    """Staff who have shown the second factor lately. Another login finds nothing here."""
    staff(logged_in(request.user))
    second_factor.require(request)
