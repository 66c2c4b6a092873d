"""Two spellings of one name, to the database: Python's small letters of the one are not PostgreSQL's of the other."""

import pytest

ALIKE = [
    pytest.param("ΝΙΚΟΣ", "ΝΙΚΟΣ", id="a-sigma-at-the-end"),
    pytest.param("İlker", "Ilker", id="an-i-with-a-dot"),
    pytest.param("Ilker", "İLKER", id="an-i-with-a-dot-later"),
    pytest.param("Éva", "ÉVA", id="an-accent"),
]
