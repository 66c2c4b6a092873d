"""What staff configure: networks, their areas, the bodies around them, and helplines. No contact details of people."""

from django.contrib import admin

from members.models import Area, Helpline, Network, Organisation


@admin.register(Network)
class NetworkAdmin(admin.ModelAdmin):
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
