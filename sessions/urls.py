"""Addresses of groups' dates, evenings, places, registers and reports. A group's page shows dates, so it is here."""

from django.urls import path

from sessions.posters import SHEETS
from sessions.views import (
    by_phone,
    certificates,
    closures,
    doors,
    finder,
    groups,
    interests,
    jobs,
    places,
    posters,
    register,
    regulars,
    reminders,
    reports,
    retention,
    ringing,
    runs,
    series,
    timetable,
    tonight,
    venues,
    whats_on,
)

app_name = "sessions"
urlpatterns = [
    path("groups/", finder.finder, name="finder"),
    path("groups/<slug:slug>/", finder.group, name="group"),
    path("networks/<slug:slug>/", finder.network, name="network"),
    path("sessions/", whats_on.whats_on, name="whats-on"),
    path("sessions/<slug:ref>/", whats_on.session, name="session"),
    path("sessions/<slug:ref>/door.jpg", doors.of_session, name="session-door"),
    # Keep me a place, or remind me
    path("sessions/<slug:ref>/place/", places.ask, name="place"),
    path("sessions/<slug:ref>/place/for-somebody/", places.keep_for_somebody, name="place-for-somebody"),
    path("places/<str:token>/", places.mine, name="my-place"),
    path("places/<str:token>/certificate.pdf", certificates.certificate, name="certificate"),
    path("places/<str:token>/consent/", places.consent, name="consent-by-place"),
    path("places/<str:token>/forget-me/", places.forget_me, name="forget-me-by-place"),
    path("sessions/<slug:ref>/remind-me/", reminders.ask, name="remind-me"),
    path("reminders/<str:token>/", reminders.mine, name="my-reminder"),
    path("reminders/<str:token>/consent/", reminders.consent, name="consent-by-reminder"),
    path("reminders/<str:token>/forget-me/", reminders.forget_me, name="forget-me-by-reminder"),
    # Plan the dates
    path("groups/<slug:slug>/timetable/", timetable.timetable, name="timetable"),
    path("groups/<slug:slug>/timetable/new/", timetable.plan, name="plan"),
    path("groups/<slug:slug>/timetable/add/", timetable.add, name="add-date"),
    path("groups/<slug:slug>/series/<slug:ref>/move/", series.move, name="move-series"),
    path("groups/<slug:slug>/series/<slug:ref>/end/", series.end, name="end-series"),
    path("groups/<slug:slug>/series/<slug:ref>/take-back/", series.take_back, name="take-back-series"),
    path("sessions/<slug:ref>/change/", timetable.change, name="change"),
    path("sessions/<slug:ref>/cancel/", timetable.cancel, name="cancel"),
    path("sessions/<slug:ref>/reinstate/", timetable.reinstate, name="reinstate"),
    path("sessions/<slug:ref>/put-back/", timetable.put_back, name="put-back"),
    path("sessions/<slug:ref>/ring/", ringing.ring, name="ring"),
    # Where groups meet, as far as it reaches their dates
    path("networks/<slug:slug>/venues/<slug:ref>/remove/", venues.remove, name="remove-venue"),
    path("networks/<slug:slug>/venues/<slug:ref>/closures/", closures.index, name="closures"),
    path(
        "networks/<slug:slug>/venues/<slug:ref>/closures/<slug:closure>/take-back/",
        closures.take_back,
        name="take-back-closure",
    ),
    # The groups of an organisation, and when each is open
    path("networks/<slug:slug>/groups/", groups.index, name="groups"),
    path("groups/<slug:slug>/runs/", runs.runs, name="runs"),
    path("groups/<slug:slug>/runs/open/", runs.open_from, name="open-group"),
    path("groups/<slug:slug>/runs/pause/", runs.pause, name="pause-group"),
    path("groups/<slug:slug>/runs/close/", runs.close, name="close-group"),
    path("groups/<slug:slug>/runs/change/", runs.change, name="change-run"),
    path("groups/<slug:slug>/runs/take-back/", runs.take_back, name="take-back-run"),
    path("groups/<slug:slug>/interest/", interests.ask, name="interest"),
    path("interests/<str:token>/", interests.mine, name="my-interest"),
    path("networks/<slug:slug>/interest/", interests.ask_near, name="interest-near"),
    path("networks/<slug:slug>/interests/", interests.waiting, name="interests"),
    # The evening itself
    path("tonight/", tonight.tonight, name="tonight"),
    path("sessions/<slug:ref>/register/", register.register, name="register"),
    path("sessions/<slug:ref>/register/taps/", register.taps, name="taps"),
    path("sessions/<slug:ref>/register/lock-up/", register.lock_up, name="lock-up"),
    path("sessions/<slug:ref>/register/did-not-meet/", register.did_not_meet, name="did-not-meet"),
    path("sessions/<slug:ref>/register/reopen/", register.reopen, name="reopen"),
    path("sessions/<slug:ref>/jobs/", jobs.jobs, name="jobs"),
    # What hangs on the wall
    path("groups/<slug:slug>/poster/", posters.poster, name="poster"),
    *(path(f"groups/<slug:slug>/poster/{name}", posters.sheet, {"name": name}, name=name) for name in SHEETS),
    # Who comes
    path("groups/<slug:slug>/regulars/", regulars.regulars, name="regulars"),
    path("groups/<slug:slug>/regulars/<slug:ref>/forget/", regulars.forget, name="forget-regular"),
    path("groups/<slug:slug>/regulars/<slug:ref>/join/", regulars.join, name="join-regular"),
    path("groups/<slug:slug>/regulars/<slug:ref>/tell-apart/", regulars.tell_apart, name="tell-apart"),
    path("groups/<slug:slug>/by-phone/", by_phone.forget, name="forget-by-phone"),
    # Figures
    path("retention/", retention.retention, name="retention"),
    path("reports/attendance/", reports.attendance, name="attendance"),
    path("reports/attendance.csv", reports.attendance_csv, name="attendance-csv"),
    path("reports/attendance/names.csv", reports.names_csv, name="names-csv"),
]
