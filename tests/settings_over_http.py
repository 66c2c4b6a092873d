"""The tests' settings for a program started beside them: in the app's role, on the database it is told of."""

from peersupport.settings import database
from tests.settings import *  # noqa: F403 – everything but the role

DATABASES = {"default": database("app")}
# Everyone in a test is at one address.
FORMS_FROM_ONE_ADDRESS = 0
