"""The front door: includes, nothing else."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("peersupport.home.urls")),
    path("", include("sessions.urls")),
    path("", include("groups.urls")),
    path("", include("members.urls")),
    path("admin/", admin.site.urls),
]
