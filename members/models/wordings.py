"""What people say yes to, word for word. What somebody agreed to is kept by its version, so words never change.

New words are a new version below the others. The last is the one that forms show; a yes to an older one still stands,
but is not taken from a form any more.
"""

# By purpose (`members.models.Purpose`), then by version.
WORDINGS: dict[str, dict[str, str]] = {
    "places": {
        "1": (
            "Yes, {network} may keep what I tell it here, to keep me a place and reach me about it. "
            "I know this can say something about my health."
        ),
    },
    "letters": {
        "1": (
            "Yes, {network} may keep my name and address, to write to me about evenings I ask about. "
            "I know this can say something about my health."
        ),
    },
    "needs": {
        "1": (
            "Yes, {network} may keep what would help me, and show it to the people who run the evening. "
            "I know this can say something about my health."
        ),
    },
    "register": {
        "1": (
            "Yes, {network} may keep my name, how to reach me, and which evenings I came to. "
            "I know this can say something about my health."
        ),
    },
    "helping": {
        "1": (
            "Yes, {network} may keep my name and address, and where I help or would like to, and reach me about it. "
            "I know this can say something about my health."
        ),
    },
}


def current(purpose: str) -> str:
    """The version that forms show now."""
    return next(reversed(WORDINGS[purpose]))


def words(purpose: str, version: str, network: str) -> str:
    """The words of a version, naming the network; none for one that a later release wrote."""
    return WORDINGS[purpose].get(version, "").format(network=network)
