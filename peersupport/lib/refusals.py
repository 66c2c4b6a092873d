"""The answers that are not a page: what is not there, what is not yours to do, what cannot be done just now.

Below the views nothing knows HTTP: access and verbs raise these, and one middleware turns them into pages.
"""


class NotFound(Exception):  # noqa: N818 – said as a sentence: raise NotFound
    """What does not exist, or is outside one's walls. Both look the same."""


class Moved(Exception):  # noqa: N818 – said as a sentence: raise Moved
    """What has another slug today, said to whoever may find it. Its old address leads on to the same page there."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class Forbidden(Exception):  # noqa: N818 – said as a sentence: raise Forbidden
    """Something the person may see but not do. The text says who can."""


class LoginNeeded(Exception):  # noqa: N818 – said as a sentence
    """A page for people with a login. Asked before anything is looked up."""


class SecondFactorNeeded(Exception):  # noqa: N818 – said as a sentence
    """Lists of people, reports and settings begin here: a code alone does not open them."""


class TooOften(Exception):  # noqa: N818 – said as a sentence
    """More of one form from one address than a whole hall would send."""


class Refused(Exception):  # noqa: N818 – the family of every verb's refusals
    """A verb says no, in a sentence fit to show that says what to do instead."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or (self.__doc__ or "").strip())
