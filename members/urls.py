"""Addresses of logging in, the second factor, oneself, complaints, and the mailbox of a local run.

allauth looks its pages up by names of its own, so those stand outside our namespace. Only the pages we use are here.
"""

from django.urls import include, path

from members.views import (
    areas,
    complaints,
    consent,
    devices,
    helplines,
    holding,
    login,
    mailbox,
    me,
    networks,
    organisations,
    passkeys,
    second_factor,
    starting,
)

LOGIN = [
    path("login/", login.door, name="account_login"),
    path("login/code/", login.ask_for_code, name="account_request_login_code"),
    path("login/code/confirm/", login.enter_code, name="account_confirm_login_code"),
    path("logout/", login.log_out, name="account_logout"),
    path("signup/", login.closed, name="account_signup"),
    path("inactive/", login.closed, name="account_inactive"),
    path("devices/", devices.index, name="devices"),
    path("second-factor/", second_factor.desk, name="mfa_index"),
    path("second-factor/code/", second_factor.show, name="mfa_reauthenticate"),
    path("second-factor/set-up/", second_factor.set_up, name="mfa_activate_totp"),
    path("second-factor/replace/", second_factor.replace, name="mfa_deactivate_totp"),
    path("login/passkey/", passkeys.log_in, name="mfa_login_webauthn"),
    path("second-factor/passkey/", passkeys.show, name="mfa_reauthenticate_webauthn"),
    path("second-factor/passkeys/new/", passkeys.make, name="mfa_add_webauthn"),
    path("second-factor/passkeys/<slug:passkey>/", passkeys.one, name="passkey"),
    path("second-factor/paper-codes/", second_factor.paper_codes, name="mfa_view_recovery_codes"),
    path("second-factor/paper-codes/new/", second_factor.new_paper_codes, name="mfa_generate_recovery_codes"),
]

OURS = [
    path("me/<slug:person>/consent/", consent.mine, name="consent"),
    path("me/<slug:person>/everything/", holding.page, name="everything"),
    path("me/<slug:person>/everything.json", holding.file, name="everything-file"),
    path("me/<slug:person>/letters/", me.letters, name="my-letters"),
    path("me/<slug:person>/forget/", me.forget, name="forget-me"),
    path("start/<str:token>/", starting.start, name="start"),
    path("networks/<slug:slug>/change/", networks.change, name="change-network"),
    path("networks/<slug:slug>/keeping/", networks.keep, name="keeping"),
    path("networks/<slug:slug>/bases/", networks.bases, name="bases"),
    path("networks/<slug:slug>/areas/", areas.index, name="areas"),
    path("networks/<slug:slug>/areas/<slug:ref>/", areas.change, name="area"),
    path("networks/<slug:slug>/areas/<slug:ref>/remove/", areas.remove, name="remove-area"),
    path("networks/<slug:slug>/organisations/", organisations.index, name="organisations"),
    path("networks/<slug:slug>/organisations/<slug:ref>/", organisations.change, name="organisation"),
    path("networks/<slug:slug>/organisations/<slug:ref>/remove/", organisations.remove, name="remove-organisation"),
    path("networks/<slug:slug>/helplines/", helplines.index, name="helplines"),
    path("networks/<slug:slug>/helplines/<slug:ref>/", helplines.change, name="helpline"),
    path("networks/<slug:slug>/helplines/<slug:ref>/check/", helplines.check, name="check-helpline"),
    path("networks/<slug:slug>/helplines/<slug:ref>/remove/", helplines.remove, name="remove-helpline"),
    path("networks/<slug:slug>/complain/", complaints.complain, name="complain"),
    path("complaints/", complaints.desk, name="complaints"),
    path("complaints/<slug:ref>/", complaints.answer, name="complaint"),
    path("complaints/<str:token>/", complaints.mine, name="my-complaint"),
    path("mailbox/", mailbox.index, name="mailbox"),
    path("mailbox/<slug:name>/", mailbox.letter, name="mailbox-letter"),
]

urlpatterns = [
    path("accounts/", include(LOGIN)),
    path("", include((OURS, "members"))),
]
