"""Addresses of where groups meet. What needs their dates is in `sessions/urls.py`."""

from django.urls import path

from groups.views import doors, venues

app_name = "groups"
urlpatterns = [
    path("networks/<slug:slug>/venues/", venues.index, name="venues"),
    path("networks/<slug:slug>/venues/new/", venues.new, name="new-venue"),
    path("networks/<slug:slug>/venues/<slug:ref>/", venues.change, name="venue"),
    path("networks/<slug:slug>/venues/<slug:ref>/door/", doors.change, name="door"),
    path("networks/<slug:slug>/venues/<slug:ref>/door/remove/", doors.remove, name="remove-door"),
    path("networks/<slug:slug>/venues/<slug:ref>/door.jpg", doors.of_venue, name="venue-door"),
    path("groups/<slug:slug>/door.jpg", doors.of_group, name="group-door"),
]
