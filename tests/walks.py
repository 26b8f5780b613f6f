"""A rule for many files is one test: it walks all of them and names each that breaks it."""

from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).parent.parent


def every(paths: Iterable[Path]) -> Callable[[Callable[[Path], None]], Callable[[], None]]:
    """The test that holds a rule, written for one file, for all of these."""

    def made(rule: Callable[[Path], None]) -> Callable[[], None]:
        def walk() -> None:
            broken = []
            for path in paths:
                try:
                    rule(path)
                except AssertionError as error:
                    broken.append(f"{path.relative_to(ROOT)}: {error}")
            assert not broken, "\n".join(broken)

        walk.__name__, walk.__doc__, walk.__module__ = rule.__name__, rule.__doc__, rule.__module__
        return walk

    return made
