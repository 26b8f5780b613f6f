"""Whatever is done with appeals, in any order: states move along the allowed steps, and incidents agree with their appeals."""

from contextlib import suppress
from datetime import date, timedelta

from appeal_samples import an_incident
from builders import RolledBack, a_facility
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bfp import check
from bfp.appeals import appeals
from bfp.base import db
from bfp.base.errors import BfpError
from bfp.incidents import incidents
from bfp.schema import migrations

TODAY = date(2026, 11, 23)
DAYS = st.integers(0, 6).map(lambda days: TODAY - timedelta(days=days))
WHICH = st.integers(0, 3)


AGREE = (
    "an appeal is as far as its days say", "an appeal's days are in order", "an incident has one appeal of one side at a level",
    "an incident's decision agrees with its appeals", "every step of an appeal has its action",
    "who holds an appeal holds it since a day", "a decided incident says when",
)  # fmt: skip
ROOT = db.connect()
migrations.migrate(ROOT)


class Appeals(RuleBasedStateMachine):
    """Two incidents of one system, an appeal of both that was sent, and whatever volunteers do about them."""

    def __init__(self):
        super().__init__()
        self.saving = db.transaction(ROOT, "Ada")
        self.con = self.saving.__enter__()
        place = a_facility(self.con)
        self.incidents = [an_incident(self.con, place, notice_on=date(2026, 11, 12)) for _ in range(2)]
        first = appeals.begin(self.con, self.incidents, TODAY)
        appeals.sent(self.con, first, TODAY - timedelta(days=4))
        self.states: dict[int, str] = {}

    def teardown(self):
        with suppress(RolledBack):
            self.saving.__exit__(RolledBack, RolledBack(), None)

    def chosen(self, at):
        """One of the appeals there are, the voided ones too."""
        ids = [row["id"] for row in db.rows(self.con, "select id from appeal order by id")]
        return ids[at % len(ids)]

    @rule(one=WHICH, other=WHICH, who=st.sampled_from(appeals.MADE_BY))
    def open(self, one, other, who):
        with suppress(BfpError):
            appeals.begin(self.con, [self.incidents[one % 2], self.incidents[other % 2]], TODAY, who)

    @rule(number=WHICH, on=DAYS)
    def send(self, number, on):
        self.tried(appeals.sent, number, on, today=TODAY)

    @rule(number=WHICH)
    def go_ahead(self, number):
        self.tried(appeals.go_ahead, number, TODAY)

    @rule(number=WHICH, on=DAYS, decision=st.sampled_from(appeals.ANSWERS), other=st.sampled_from(appeals.ANSWERS), at=WHICH)
    def answer(self, number, on, decision, other, at):
        each = {self.incidents[at % 2]: other}
        new = "another reason" if "reason substituted" in (decision, other) else ""
        self.tried(appeals.answered, number, decision, on, "", each, new, today=TODAY)
        self.tried(appeals.answered, number, decision, on, "", None, new, today=TODAY)

    @rule(number=WHICH, on=DAYS)
    def silence(self, number, on):
        self.tried(appeals.no_reply, number, on, today=TODAY)

    @rule(number=WHICH)
    def close(self, number):
        self.tried(appeals.close, number, TODAY)

    @rule(number=WHICH)
    def decline(self, number):
        self.tried(appeals.decline, number, "a reason", TODAY)

    @rule(number=WHICH)
    def take_back(self, number):
        self.tried(appeals.take_back, number, "a slip", TODAY)

    @rule(number=WHICH)
    def void(self, number):
        self.tried(appeals.void, number, "a slip", TODAY)

    @rule(number=WHICH)
    def further(self, number):
        with suppress(BfpError):
            appeals.next_level(self.con, self.chosen(number), TODAY, TODAY)

    @rule(number=WHICH, at=WHICH)
    def take_out(self, number, at):
        self.tried(appeals.remove_incident, number, self.incidents[at % 2], TODAY)

    def tried(self, step, number, *told, **named):
        """A step that is refused changes nothing."""
        number = self.chosen(number)
        before = appeals.get(self.con, number)
        try:
            step(self.con, number, *told, **named)
        except BfpError:
            assert appeals.get(self.con, number) == before

    @invariant()
    def states_move_along_the_steps(self):
        for row in db.rows(self.con, "select id, state from appeal"):
            before = self.states.get(row["id"], row["state"])
            # One rule may try two steps; "answered" may be answered anew after no reply.
            reached = {before, *appeals.STEPS[before]}
            assert row["state"] in reached, (before, row["state"])
            self.states[row["id"]] = row["state"]

    @invariant()
    def incidents_agree_with_their_appeals(self):
        for name in AGREE:
            assert check.broken(self.con, name, TODAY) is None

    @invariant()
    def nothing_decided_is_left_without_an_appeal(self):
        """All decisions here come from appeals: with none that stands, everything is pending again."""
        if not db.value(self.con, "select count(*) from appeal where voided_on is null"):
            assert {incidents.get(self.con, one).decision for one in self.incidents} == {"pending"}


TestAppeals = Appeals.TestCase
TestAppeals.settings = settings(
    max_examples=12, stateful_step_count=10, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
