"""A demonstration to try everything with: invented evenings, relative to today and the same every time.

What is known of Keep The Heid and of Lambeth and Southwark Mind is as they say it themselves. Everything else is
invented and says so, and no person in it is real.
"""

from peersupport.home.demo.build import NotInProduction, build, is_loaded
from peersupport.home.demo.people import SECRET, Login, logins

__all__ = ["SECRET", "Login", "NotInProduction", "build", "is_loaded", "logins"]
