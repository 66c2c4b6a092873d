"""Addresses of what a network sets for its groups, and of what a group has agreed. Dates are in `sessions/urls.py`."""

from django.urls import path

from groups.views import (
    agreements,
    doors,
    formats,
    groups,
    invitations,
    me,
    memberships,
    people,
    responsibilities,
    venues,
    wishes,
)

app_name = "groups"
urlpatterns = [
    path("networks/<slug:slug>/formats/", formats.index, name="formats"),
    path("networks/<slug:slug>/formats/new/", formats.add, name="add-format"),
    path("networks/<slug:slug>/formats/<slug:ref>/", formats.change, name="format"),
    path("networks/<slug:slug>/formats/<slug:ref>/remove/", formats.remove, name="remove-format"),
    path("groups/<slug:slug>/agreement/", agreements.page, name="agreement"),
    path("groups/<slug:slug>/agreement/new/", agreements.write, name="write-agreement"),
    path("networks/<slug:slug>/venues/", venues.index, name="venues"),
    path("networks/<slug:slug>/venues/new/", venues.new, name="new-venue"),
    path("networks/<slug:slug>/venues/<slug:ref>/", venues.change, name="venue"),
    path("networks/<slug:slug>/venues/<slug:ref>/door/", doors.change, name="door"),
    path("networks/<slug:slug>/venues/<slug:ref>/door/remove/", doors.remove, name="remove-door"),
    path("networks/<slug:slug>/venues/<slug:ref>/door.jpg", doors.of_venue, name="venue-door"),
    path("groups/<slug:slug>/door.jpg", doors.of_group, name="group-door"),
    path("networks/<slug:slug>/groups/new/", groups.new, name="new-group"),
    path("groups/<slug:slug>/change/", groups.change, name="change-group"),
    path("me/", me.me, name="me"),
    path("me/<slug:person>/memberships/<slug:ref>/", memberships.mine, name="my-membership"),
    path("me/<slug:person>/memberships/<slug:ref>/end/", memberships.leave, name="leave"),
    path("me/<slug:person>/responsibilities/<slug:ref>/end/", responsibilities.hand_on, name="hand-on"),
    path("me/<slug:person>/wishes/new/", wishes.new, name="new-wish"),
    path("me/<slug:person>/wishes/<slug:ref>/", wishes.take_back, name="my-wish"),
    path("groups/<slug:slug>/wishes/", wishes.index, name="wishes"),
    path("groups/<slug:slug>/wishes/new/", wishes.begin, name="begin-wish"),
    path("groups/<slug:slug>/wishes/<slug:ref>/", wishes.answer, name="wish"),
    path("networks/<slug:slug>/people/", people.index, name="people"),
    path("networks/<slug:slug>/people/invite/", people.invite, name="invite"),
    path("networks/<slug:slug>/invitations/<slug:ref>/", invitations.one, name="invitation"),
    path("networks/<slug:slug>/invitations/<slug:ref>/take-back/", invitations.take_back, name="take-back-invitation"),
    path("networks/<slug:slug>/memberships/<slug:ref>/", memberships.change, name="membership"),
    path("networks/<slug:slug>/memberships/<slug:ref>/end/", memberships.end, name="end-membership"),
    path("networks/<slug:slug>/responsibilities/<slug:ref>/", responsibilities.change, name="responsibility"),
    path("networks/<slug:slug>/responsibilities/<slug:ref>/end/", responsibilities.end, name="end-responsibility"),
    path("invitations/<str:token>/", invitations.mine, name="my-invitation"),
]
