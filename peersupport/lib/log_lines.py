"""What a log line must not hold: the key in a signed link's address opens somebody's page, so it is left out."""

import logging
import re

# A ref, a version and a signature, as `links.sign` joins them.
TOKEN = re.compile(r"[0-9a-z]{12}\.\d+\.[-\w]{20,}")
LEFT_OUT = "(link)"


class WithoutLinks(logging.Filter):
    """Lets every line through, with each signed link's key replaced by "(link)"."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if TOKEN.search(said):
            record.msg, record.args = TOKEN.sub(LEFT_OUT, said), None
        return True
