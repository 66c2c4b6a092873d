"""The words at the end of public addresses: an old one leads on, and is never given to another."""

import pytest
from django.test import Client

from members.models import FormerSlug, Network
from peersupport.lib import slugs
from tests import factories

pytestmark = pytest.mark.django_db


def move(network: Network, slug: str) -> None:
    slugs.move(network, slug)
    network.save()


def test_an_old_one_leads_on_and_can_be_taken_back(network: Network) -> None:
    move(network, "the-kettle")
    assert Client().get("/networks/keep-the-kettle-on/")["Location"] == "/networks/the-kettle/"

    move(network, "keep-the-kettle-on")
    assert Client().get("/networks/keep-the-kettle-on/").status_code == 200
    assert Client().get("/networks/the-kettle/")["Location"] == "/networks/keep-the-kettle-on/"
    assert list(FormerSlug.objects.values_list("slug", flat=True)) == ["the-kettle"]


def test_one_that_another_has_or_had_is_refused(network: Network) -> None:
    other = factories.NetworkFactory(slug="tea-and-talk")
    move(other, "talk-and-tea")
    for slug in ("talk-and-tea", "tea-and-talk"):
        with pytest.raises(slugs.SlugTaken):
            slugs.move(network, slug)
    assert network.slug == "keep-the-kettle-on"


def test_a_free_one_is_made_of_the_name(network: Network) -> None:
    factories.NetworkFactory(slug="keep-the-kettle-on-2")
    assert slugs.free(Network(), "Keep the kettle on!") == "keep-the-kettle-on-3"
    assert slugs.free(Network(), "Čaj & Ćaskanje") == "caj-caskanje"
    assert slugs.free(Network(), "茶") == "group"
    assert len(slugs.free(Network(), "long " * 40)) <= slugs.LONGEST
