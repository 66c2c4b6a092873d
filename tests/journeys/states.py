"""States a page can be in that no walk along its links comes to: each by its name, with who sees it, and the way there.

`test_states_by_name.py` reads them with a machine's eyes, and `make screenshots` shows them to ours. The order counts:
a place is given back before somebody else is offered it, and whoever is logged out reads nothing more.
"""

from tests.journeys.ways import (
    Way,
    choose,
    doing,
    file,
    fill,
    is_offline,
    letter,
    made_of,
    on,
    press,
    reads,
    tap_three,
    the_date_that_says,
    told,
    without_cookies,
)

HADDINGTON, SMALL_CIRCLE = "/groups/keep-the-heid-haddington/", "/groups/keep-the-heid-small-circle/"
TRANENT, NORTH_BERWICK = "/groups/keep-the-heid-tranent/", "/groups/keep-the-heid-north-berwick/"
WORKSHOPS, COURSE = "/groups/learning-workshops/", "/groups/principles-in-practice/"
COMPLAIN = "/networks/keep-the-heid/complain/"
INVITE = "/networks/keep-the-heid/people/invite/"
IVO = (
    fill(email="ivo@example.org", known_as="Ivo"),
    choose("What for?", "Helper"),
    choose("Where?", "Keep The Heid Haddington"),
)
WREN, NIGHTJAR = "wren@example.org", "nightjar@demo.example"
NAMED = {"known_as": "Wren", "email": WREN}
AT_AN_EVENT = {"organisation": "Demonstration Pantry", **NAMED}
THE_FULL_DATE = (SMALL_CIRCLE, the_date_that_says("Wait for a place"))
WAIT = (*THE_FULL_DATE, "Wait for a place")
OPEN_REGISTER = ("/tonight/", "Say who came")
# What the browser or the house says of such states, and must of no other.
MEANT = ("400", "403", "404", "405", "409", "413", "429", "503", "ERR_INTERNET_DISCONNECTED")
# So many forms one address may send in five minutes: FORMS_FROM_ONE_ADDRESS.
MANY = """async most => {
    const form = document.querySelector("main form");
    for (let sent = 0; sent < most; sent += 1) await fetch(location, {method: "POST", body: new FormData(form)});
}"""
THE_ONE_SHE_WAS_AT = """
from sessions.letters import link
from sessions.models import Place
print(link(Place.objects.get(person__known_as="Erin", session__state="held")))
"""
LETTERS_WE_HAVE_NOT = (
    THE_ONE_SHE_WAS_AT
    + """
Place.objects.filter(person__known_as="Erin", session__state="held").update(organisation="学习")
"""
)
LONG = "() => { document.querySelector('main form [name=words]').value = 'word '.repeat(300000) }"

STRANGERS: dict[str, Way] = {
    "evening-full": THE_FULL_DATE,
    "evening-cancelled": (HADDINGTON, "Cancelled", reads("You could come to")),
    "evening-moved": (TRANENT, "Moved from"),
    "remind-me-of-a-cancelled-evening": (HADDINGTON, "Cancelled", on("remind-me/")),
    "reminder": (HADDINGTON, "Remind me", fill(**NAMED), press("Remind me"), letter(WREN, link="/reminders/")),
    "reminder-stopped": (press("Stop this reminder"),),
    "place-where-you-just-turn-up": (HADDINGTON, "How to get there", on("place/")),
    "wait-for-a-place": WAIT,
    "waiting-list": (*WAIT, fill(**NAMED), press("Wait for a place"), reads("What happens next")),
    "my-place-waiting": (letter(WREN, "you are on the list"), reads("Take me off the list")),
    "place-at-an-event-asked": (WORKSHOPS, "Ask for a place", fill(**AT_AN_EVENT), press("Keep me a place")),
    "my-place-at-an-event": (letter(WREN, "kept you a place"), reads("Who is coming from where")),
    "place-for-a-colleague": (WORKSHOPS, "Ask for a place", "for a colleague"),
    "course-asked": (COURSE, "Ask for a place", fill(**NAMED), press("Keep me a place")),
    "my-place-at-a-course": (letter(WREN, "kept you a place"), reads("Give all dates back")),
    "my-place-at-a-course-given-back": (press("Not on this date"),),
    "told-when-it-starts": (f"{NORTH_BERWICK}interest/", fill(email=WREN), press("Tell me")),
    "asked-to-be-told": (letter(WREN, link="/interests/"),),
    "not-told-after-all": (press("Don’t tell me"),),
    "complained": (COMPLAIN, fill(words="A list lay on the noticeboard.", email=WREN), press("Send it")),
    "my-complaint": (letter(WREN, link="/complaints/"),),
}
REGULARS: dict[str, Way] = {
    "not-yours": (HADDINGTON, "How to get there", on("jobs/"), reads("This page is for other people")),
    "my-place": (*THE_FULL_DATE, "My place"),
    "my-place-given-back": (press("Not this time"), reads("You gave your place back")),
    "my-place-offered": (letter(NIGHTJAR, "a place is free"), reads("A place is free for you")),
}
LEADERS: dict[str, Way] = {
    "my-place-with-a-login": (WORKSHOPS, the_date_that_says("My place"), "My place", reads("They see you too: Erin")),
    "my-place-with-a-certificate": (told(THE_ONE_SHE_WAS_AT), reads("You were there")),
    "my-place-with-a-certificate-to-ask-for": (told(LETTERS_WE_HAVE_NOT), reads("Our letters cannot print")),
}
FACILITATORS: dict[str, Way] = {
    "register-too-early": (HADDINGTON, "How to get there", "Register", reads("A little early")),
    "register-of-a-cancelled-evening": (HADDINGTON, "Cancelled", "Register"),
    "jobs-of-a-cancelled-evening": (HADDINGTON, "Cancelled", "Jobs"),
    "change-a-date": (HADDINGTON, "How to get there", "Change this date"),
    "cancel-a-date": (HADDINGTON, "How to get there", "Cancel this date"),
    "put-a-date-on-again": (HADDINGTON, "Cancelled", "Put it on again"),
    "put-a-date-back": (TRANENT, "Moved from", on("put-back/")),
    "nobody-to-ring": (SMALL_CIRCLE, the_date_that_says("Register"), on("ring/")),
    "register-done": ("/tonight/", "Done"),
    "evening-over": ("/tonight/", "Done", on("../"), reads("This one is over")),
    "jobs-that-are-over": (on("jobs/"), reads("It is over, so nothing changes here")),
    "lock-up": (*OPEN_REGISTER, "Before you lock up"),
    "did-not-meet": (*OPEN_REGISTER, "We did not meet", press("We did not meet"), reads("We did not meet")),
    "evening-that-did-not-meet": (on("../"), reads("You are welcome another time")),
    "register-taken-back": ("Register", press("Take this back")),
    "register-unsent": (is_offline(True), tap_three, reads("3 waiting to send")),
    "register-saved": (is_offline(False), reads("Saved")),
    "lock-up-fewer-than-names": ("Before you lock up", fill(headcount="1"), press("Done"), reads("Yes, 1 is right")),
    "register-logged-out": (*OPEN_REGISTER, without_cookies("session"), tap_three, reads("You have been logged out")),
}
COORDINATORS: dict[str, Way] = {
    "invited": (INVITE, *IVO, press("Send the invitation"), reads("Sent. The letter has a link")),
    "invitation-of-somebody-else": (letter("ivo@example.org", link="/invitations/"), reads("Log out")),
    "invitation": (without_cookies(), on(""), reads("Yes, gladly")),
    "invitation-declined": (press("No, thank you"), reads("That is fine")),
    "invitation-accepted": (press("Yes, gladly"), reads("It has begun")),
}
# What says that something is not to be had, to anybody.
REFUSALS: dict[str, Way] = {
    "not-found": ("/groups/there-is-no-such-group/", reads("find this page")),
    "only-a-button": ("/theme/", reads("cannot be used that way")),
    "form-too-old": (COMPLAIN, without_cookies(), press("Send it"), reads("open for a long time")),
    "too-large": (COMPLAIN, doing(LONG), press("Send it"), reads("That is too much at once")),
    "too-often": (COMPLAIN, doing(MANY, 120), press("Send it"), reads("One moment, please")),
    "everyone-at-once": (made_of("busy.html"),),
    "unreadable": (made_of("400.html"),),
    "broken": (made_of("500.html"),),
}
# Pages that need nothing at all, not even a stylesheet.
BARE: dict[str, Way] = {"database-away": (file("static/503.html"),), "not-whole": (file("static/400.html"),)}
