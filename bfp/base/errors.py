"""What can be wrong, as a sentence to a volunteer."""


class BfpError(Exception):
    """Something a person at the desk can read, understand and mend."""


class Invalid(BfpError):
    """What was typed can't be saved; `field` names the field it stands in, if one does."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class NotFound(BfpError):
    """There is nothing with that number or name."""


class Conflict(BfpError):
    """It clashes with what is already on file, or with what somebody else just saved."""


class Busy(BfpError):
    """The database is in the hands of another program, or of a save that takes very long."""


class Broken(BfpError):
    """A rule that the database keeps was about to be broken.

    A verb that expects it says which rule, in words. What no verb expected is a fault of the program and is told as one:
    `rule` is for the log and names the kind of rule, the table and the place in the program, never a value.
    """

    def __init__(self, rule: str) -> None:
        super().__init__(
            "This is a fault of the program, not of what you typed: it tried to keep something that its own rules forbid. "
            "Nothing was saved. Please tell whoever looks after the program; its log says where."
        )
        self.rule = rule
