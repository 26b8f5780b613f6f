"""Reading the keys that say which things of a numbered list are what: on parcels that came back and on forms."""

import re
from collections.abc import Mapping

from bfp.base.errors import Invalid


def read(text: str, count: int, says: Mapping[str, str], called: str = "this shipment", field: str = "box") -> dict[int, str]:
    """Which of `count` items gets which key: "m" all, "c 1 3" the first and the third, "c1 r" the first c and the rest r.

    `says`: the keys there are, each with what it stands for. Items are numbered from 1, as on the screen; the answer is too.
    Raises Invalid with what is wrong.
    """
    groups = re.findall(r"([a-z])([\d\s,-]*)", text.lower())
    if not groups or _plain(text) != _plain("".join(key + which for key, which in groups)):
        example = next(iter(says))
        how = f"Type one key for all items, such as {example}, or a key and the items, such as {example} 1 3"
        raise Invalid(f"{how}: not {text.strip()!r}.", field)
    chosen: dict[int, str] = {}
    rest = ""
    for key, which in groups:
        if key not in says:
            raise Invalid(f"There is no key {key}: {', '.join(f'{known} {what}' for known, what in says.items())}.", field)
        numbers = _numbers(which, count, called, field)
        if not numbers and rest:
            raise Invalid(
                f"Both {rest} and {key} would be for all other items. Say which items each is for, such as {key} 1 3.", field
            )
        rest = rest if numbers else key
        for item in numbers:
            if chosen.setdefault(item, key) != key:
                raise Invalid(f"Item {item} can't be both {says[chosen[item]]} and {says[key]}.", field)
    if rest:
        chosen |= {item: rest for item in range(1, count + 1) if item not in chosen}
    return dict(sorted(chosen.items()))


def _plain(text: str) -> str:
    return re.sub(r"[\s,;]", "", text.lower())


def _numbers(text: str, count: int, called: str, field: str) -> list[int]:
    found: list[int] = []
    for first, last in re.findall(r"(\d+)(?:\s*-\s*(\d+))?", text):
        found += range(int(first), min(int(last or first), 10_000) + 1)
    for item in found:
        if not 1 <= item <= count:
            raise Invalid(f"There is no item {item}: {called} has {count}.", field)
    return found
