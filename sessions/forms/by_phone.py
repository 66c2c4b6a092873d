"""Whom to forget of those known by phone: the name and the number they gave."""

from django import forms

from members.models import Reach
from members.people import Guest
from peersupport.lib.fields import Line


class ByPhoneForm(forms.Form):
    known_as = Line(label="What did they ask to be called?", most=60, nothing="Write the name they gave.")
    phone = Line(label="Their phone number", most=30, nothing="Write the number they gave.")

    def guest(self) -> Guest:
        given = self.cleaned_data
        return Guest(known_as=given["known_as"], reach=Reach.PHONE, phone=given["phone"])
