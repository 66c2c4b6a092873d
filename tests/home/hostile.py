"""What nobody in good faith sends: values, and whole forms bent out of shape. All from one seed."""

import json
import random
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.home.forms_found import Pairs
from tests.home.town import ABROAD, MISSING, OWN, Town

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
SCRIPT = "<script>alert(7)</script>"
TEXTS = [
    *("", " ", "\t", "\0", "a\0b", "%", "%00", "&", "=", "A" * 70_000, "x" * 255, "x" * 301),
    *("\u202egnp.exe", "\u200b", "\u2028", "\ufeff", "e\u0301" * 200, "👩‍👩‍👧‍👧" * 20, "ﷺ" * 60, "\r\nSet-Cookie: a=b"),
    *("true", "false", "on", "None", "null", "undefined", "[]", "{}", "[object Object]", '{"$gt": ""}', "__all__"),
    *(SCRIPT, "' OR 1=1 --", "{{7*7}}", "${7*7}", "=1+1", "../../etc/passwd", "javascript:alert(7)", "//evil.example"),
]
NUMBERS = [
    *(
        "0",
        "-1",
        "1",
        "13",
        "99",
        "2147483647",
        "2147483648",
        "9223372036854775808",
        "-9223372036854775809",
        "9" * 5000,
    ),
    *("1e309", "NaN", "Infinity", "-0", "0x10", "1_0", "²", "٣", "1.5", "1,5", "+1", " 7 "),
]
TIMES = [
    *("2027-02-29", "2028-02-29", "0001-01-01", "9999-12-31", "10000-01-01", "0000-00-00", "2026-11-31", "31/12/9999"),
    *(
        "-0001-01-01",
        "2026-03-29",
        "1900-01-01",
        "2026-11-27T19:00:00+99:99",
        "24:00",
        "25:61",
        "-00:01",
        "02:30",
        "01:30",
    ),
    *("00:00", "23:59:59.9999999", "19:00:00Z", "١٩:٠٠", "99999999-01-01"),
]
ADDRESSES = [
    "a@",
    "@b",
    "a@b",
    "a@" + "b" * 300 + ".org",
    "robin@example.org\nBcc: x@example.org",
    '"\0"@example.org',
    "a@[1.2.3.4]",
]
BYTES = [b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\xaf", b"\x80", b"+ADw-script+AD4-"]
JUNK_BODIES: list[tuple[str, bytes]] = [
    (JSON, b'{"known_as": "Robin"}'),
    (JSON, b"[" * 3000),
    (JSON, b'{"a": ' * 900),
    (JSON, b"NaN"),
    (JSON, b"9" * 9000),
    ("text/plain", b"known_as=Robin"),
    ("text/xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("multipart/form-data", b"--x\r\n"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="known_as"\r\n\r\nRobin'),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="\0/../a"\r\n\r\n\0--x--',
    ),
    ("multipart/form-data; boundary=x; charset=utf-7", b"--x\r\n\r\n\r\n--x--\r\n"),
    (f"{FORM}; charset=utf-7", b"known_as=+ADw-script+AD4-"),
    (f"{FORM}; charset=utf-16", b"known_as=Robin"),
    (f"{FORM}; charset=no-such-thing", b"known_as=Robin"),
    ("", b"known_as=Robin"),
    ("\xff/\0", b"known_as=Robin"),
    (FORM, b"&=&&=&" * 80),
    (FORM, b"%"),
    (FORM, b"\0\xff"),
]


class Hostile:
    """One stream of bad ideas. `town` lends it what really exists: somebody else's refs and rows."""

    def __init__(self, seed: int, town: Town) -> None:
        self.random = random.Random(seed)
        spots = [town.at(where, kind) for where in (OWN, ABROAD, MISSING) for kind in ("public", "staff")]
        refs = [ref for spot in spots for ref in (spot.slug, spot.person, spot.regular, spot.coming, spot.place)]
        self.words = [*TEXTS, *NUMBERS, *TIMES, *ADDRESSES, *refs, *(str(row) for row in town.cast.values())]

    def word(self) -> str:
        return self.random.choice(self.words)

    def query(self, names: list[str]) -> str:
        """What stands behind a question mark."""
        return self.encoded(
            [(self.random.choice(names), self.word()) for _ in range(self.random.randint(1, 4))]
        ).decode()

    def body(self, filled: Pairs) -> tuple[str, bytes]:
        """A content type and a body, from a form as somebody would fill it."""
        chance = self.random.random()
        if chance < 0.1:
            return self.random.choice(JUNK_BODIES)
        bent = self.bent(filled)
        if chance < 0.2:
            file = SimpleUploadedFile("door.jpg", SCRIPT.encode(), "image/jpeg")
            sent = {name: file if self.random.random() < 0.3 else word for name, word in bent}
            return MULTIPART_CONTENT, encode_multipart(BOUNDARY, sent)
        return FORM, self.encoded(bent)

    def bent(self, filled: Pairs) -> Pairs:
        """One thing is wrong with it, or everything."""
        pairs = list(filled)
        spot = self.random.randrange(len(pairs)) if pairs else 0
        name = pairs[spot][0] if pairs else "a"
        way = self.random.choice(["one", "one", "one", "all", "some", "missing", "twice", "list", "order", "extra"])
        if way == "one":
            pairs[spot : spot + 1] = [(name, self.word())]
        elif way in ("all", "some"):
            share = 1 if way == "all" else 0.5
            pairs = [(key, self.word() if self.random.random() < share else value) for key, value in pairs]
        elif way == "missing":
            pairs = [pair for pair in pairs if pair[0] != name]
        elif way == "twice":
            pairs += [(name, self.word()), (name, self.word())]
        elif way == "list":
            pairs[spot : spot + 1] = [(f"{name}{end}", self.word()) for end in ("[]", "[0]", "[a][b]", ".x")]
        elif way == "order":
            self.random.shuffle(pairs)
        else:
            pairs += [(self.word()[:50], self.word()) for _ in range(3)]
        return pairs

    def encoded(self, pairs: Pairs) -> bytes:
        """As a browser would, now and then with bytes that are no text."""
        text = urlencode(pairs)
        if pairs and self.random.random() < 0.08:
            text += quote_from_bytes(self.random.choice(BYTES))
        return text.encode()

    def json(self, given: Any) -> bytes:
        """JSON of the right shape with something else in some of its places."""
        return json.dumps(self.bent_json(given)).encode()

    def bent_json(self, given: Any) -> Any:
        if self.random.random() < 0.15:
            odd = [None, True, -1, 1.5, 2**70, [], {}, [[]], {"a": 1}, "\ud800", self.word(), self.word()]
            return self.random.choice(odd)
        if isinstance(given, dict):
            return {key: self.bent_json(value) for key, value in given.items() if self.random.random() > 0.05}
        return [self.bent_json(one) for one in given] if isinstance(given, list) else given
