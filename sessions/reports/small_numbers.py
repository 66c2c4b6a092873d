"""Which small numbers of people are kept from those who see totals only, and which others would give them away.

One column of a table and its total at a time. A line of 1 to 4 (with the usual threshold of 5) reads "fewer than 5".
Further lines are "not shown", the smallest first, until somebody with the total and all other lines in hand could
still take each "fewer than 5" for any number from 1 to 4. 0 stays 0. It guards one table: two tables of different
periods can be subtracted, which is why their readers get whole months and no choice of groups.
"""

from collections.abc import Sequence

# A number, or the words that stand where there is none to show.
Figure = int | str

NOT_SHOWN = "not shown"


def fewer_than(threshold: int) -> str:
    return f"fewer than {threshold}"


def is_small(figure: Figure, threshold: int) -> bool:
    return isinstance(figure, int) and 0 < figure < threshold


def hide_small(figure: Figure, threshold: int) -> Figure:
    """A figure by itself, or a total."""
    return fewer_than(threshold) if is_small(figure, threshold) else figure


def hide_in_column(total: Figure, lines: Sequence[Figure], threshold: int, *, adds_up: bool = True) -> list[Figure]:
    """The lines as they may be shown beside `hide_small(total)`; words among them stay.

    `adds_up` is off where one person may count in several lines and once in the total.
    """
    if not isinstance(total, int):
        return [hide_small(figure, threshold) for figure in lines]
    numbers = {at: figure for at, figure in enumerate(lines) if isinstance(figure, int)}
    small = {at for at, number in numbers.items() if is_small(number, threshold)}
    if not small:
        return list(lines)
    large = sorted((number, at) for at, number in numbers.items() if number >= threshold)
    for count in range(len(large) + 1):
        more = {at for _, at in large[:count]}
        kept_back = total - sum(number for at, number in numbers.items() if at not in small | more)
        if total >= threshold and any_small_number_fits(kept_back, len(small), len(more), threshold, adds_up):
            words = dict.fromkeys(small, fewer_than(threshold)) | dict.fromkeys(more, NOT_SHOWN)
            return [words.get(at, figure) for at, figure in enumerate(lines)]
    return [NOT_SHOWN if at in numbers else figure for at, figure in enumerate(lines)]


def any_small_number_fits(kept_back: int, small: int, more: int, threshold: int, adds_up: bool) -> bool:
    """Whether each of `small` lines could be any number under the threshold, given what the hidden lines add up to.

    `more` lines of at least the threshold are hidden with them: those have no upper end, the small ones do. Where
    lines do not add up, the total still says what the hidden ones come to at the least.
    """
    least_of_others = (small - 1) + more * threshold
    most_of_others = (small - 1) * (threshold - 1)
    could_be_one = more > 0 or kept_back - most_of_others <= 1
    could_be_most = not adds_up or kept_back - least_of_others >= threshold - 1
    return could_be_one and could_be_most
