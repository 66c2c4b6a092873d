"""The web server's worker: room for deep calls. What is sent and answered: `tests/home/test_over_the_wire.py`."""

import resource
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from peersupport.lib.web_worker import WholeRequests, deep

DEEPEST, TIMES = 500, 100


def leaf() -> int:
    return 0


def most_pages_asked_for(left: int = DEEPEST) -> int:
    """The most memory pages that one of these depths costs when it calls something many times."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(TIMES):
        leaf()
    here = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before
    return max(here, most_pages_asked_for(left - 1)) if left else here


@deep
def with_room() -> int:
    return most_pages_asked_for()


def in_a_thread(function: Callable[[], int]) -> int:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(function).result()


def test_at_no_depth_does_a_call_ask_the_system_for_room_each_time() -> None:
    assert in_a_thread(with_room) < TIMES / 2
    assert in_a_thread(most_pages_asked_for) >= TIMES, "so it is without"


def test_that_is_how_requests_are_answered() -> None:
    assert WholeRequests.handle.__code__.co_stacksize == with_room.__code__.co_stacksize
