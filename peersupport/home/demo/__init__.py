"""A demonstration to try everything with: invented evenings, relative to today and the same every time.

What is known of each organisation is as it says it itself. Everything else is invented and says so, and no person in
it is real. One module an organisation, listed in `build.ORGANISATIONS`.
"""

from peersupport.home.demo.build import NotInProduction, build, is_loaded
from peersupport.home.demo.people import SECRET, Login, logins

__all__ = ["SECRET", "Login", "NotInProduction", "build", "is_loaded", "logins"]
