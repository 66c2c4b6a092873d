"""What staff configure: networks, their areas, the bodies around them, and helplines. No contact details of people."""

from typing import Any

from django.contrib import admin
from django.forms.models import BaseInlineFormSet

from members.models import Area, Basis, Helpline, Network, Organisation, Purpose


class BasisFormSet(BaseInlineFormSet):
    """A line for each purpose, recorded or not: whoever fills them in sees what is missing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        network = kwargs["instance"]
        recorded = set(network.bases.values_list("purpose", flat=True)) if network.pk else set()
        kwargs["initial"] = [{"purpose": purpose} for purpose in Purpose.values if purpose not in recorded]
        self.extra = len(kwargs["initial"])
        super().__init__(*args, **kwargs)


class BasisInline(admin.TabularInline):
    """Why they may hold what they hold. A line left as it is stays not recorded."""

    model = Basis
    formset = BasisFormSet
    max_num = len(Purpose)


@admin.register(Network)
class NetworkAdmin(admin.ModelAdmin):
    inlines = (BasisInline,)
    list_display = ("name", "nation", "is_demonstration")
    prepopulated_fields = {"slug": ("name",)}  # noqa: RUF012 – Django's own way of saying it


@admin.register(Area)
class AreaAdmin(admin.ModelAdmin):
    list_display = ("name", "network", "parent")
    list_filter = ("network",)


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "network", "area")
    list_filter = ("network", "kind")
    search_fields = ("name",)


@admin.register(Helpline)
class HelplineAdmin(admin.ModelAdmin):
    list_display = ("name", "nation", "network", "call", "text", "checked_on")
    list_filter = ("nation", "network")
