"""Addresses of the roof: the front page, pages that everybody expects, the theme switch, and what machines ask."""

from django.urls import path

from peersupport.home import views
from peersupport.home.styleguide import styleguide

app_name = "home"
urlpatterns = [
    path("", views.front, name="front"),
    path("theme/", views.theme, name="theme"),
    path("settings/", views.settings_desk, name="settings"),
    path("privacy/", views.privacy, name="privacy"),
    path("networks/<slug:slug>/privacy/", views.privacy_of, name="privacy-of"),
    path("networks/<slug:slug>/purposes/", views.purposes_of, name="purposes-of"),
    path("forgetting/", views.forgetting, name="forgetting"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("contact/", views.contact, name="contact"),
    path("about/", views.about, name="about"),
    path("styleguide/", styleguide, name="styleguide"),
    path("readyz", views.ready, name="ready"),
]
