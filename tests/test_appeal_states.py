"""Whatever is done with appeals, in any order: states move along the allowed steps, and incidents agree with their appeals."""

from contextlib import suppress
from datetime import date, timedelta

from appeal_samples import an_incident
from builders import a_facility
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from bfp import appeals, check_appeals, db, incidents, migrations
from bfp.errors import BfpError

TODAY = date(2026, 11, 23)
DAYS = st.integers(0, 6).map(lambda days: TODAY - timedelta(days=days))
WHICH = st.integers(0, 30)


class Appeals(RuleBasedStateMachine):
    """Three incidents of one system and whatever volunteers do about them."""

    opened = Bundle("opened")

    @initialize()
    def begin(self):
        self.root = db.connect()
        migrations.migrate(self.root)
        self.saving = db.transaction(self.root, "Ada")
        self.con = self.saving.__enter__()
        place = a_facility(self.con)
        self.incidents = [an_incident(self.con, place, notice_on=date(2026, 11, 12)) for _ in range(3)]
        self.states: dict[int, str] = {}

    def teardown(self):
        if hasattr(self, "con"):
            self.saving.__exit__(None, None, None)
            self.root.close()

    @rule(target=opened, one=WHICH, other=WHICH, who=st.sampled_from(appeals.MADE_BY))
    def open(self, one, other, who):
        with suppress(BfpError):
            return appeals.open(self.con, [self.incidents[one % 3], self.incidents[other % 3]], TODAY, who)

    @rule(number=opened, on=DAYS)
    def send(self, number, on):
        self.tried(appeals.sent, number, on, today=TODAY)

    @rule(number=opened)
    def go_ahead(self, number):
        self.tried(appeals.go_ahead, number, TODAY)

    @rule(number=opened, on=DAYS, decision=st.sampled_from(appeals.ANSWERS), other=st.sampled_from(appeals.ANSWERS), at=WHICH)
    def answer(self, number, on, decision, other, at):
        each = {self.incidents[at % 3]: other}
        new = "another reason" if "reason substituted" in (decision, other) else ""
        self.tried(appeals.answered, number, decision, on, "", each, new, today=TODAY)
        self.tried(appeals.answered, number, decision, on, "", None, new, today=TODAY)

    @rule(number=opened, on=DAYS)
    def silence(self, number, on):
        self.tried(appeals.no_reply, number, on, today=TODAY)

    @rule(number=opened)
    def close(self, number):
        self.tried(appeals.close, number, TODAY)

    @rule(number=opened)
    def decline(self, number):
        self.tried(appeals.decline, number, "a reason", TODAY)

    @rule(number=opened)
    def take_back(self, number):
        self.tried(appeals.take_back, number, "a slip", TODAY)

    @rule(number=opened)
    def void(self, number):
        self.tried(appeals.void, number, "a slip", TODAY)

    @rule(target=opened, number=opened)
    def further(self, number):
        with suppress(BfpError):
            return appeals.next_level(self.con, number, TODAY, TODAY) if number else None

    @rule(number=opened, at=WHICH)
    def take_out(self, number, at):
        self.tried(appeals.remove_incident, number, self.incidents[at % 3], TODAY)

    def tried(self, step, number, *told, **named):
        """A step that is refused changes nothing."""
        if number is None:
            return
        before = appeals.get(self.con, number)
        try:
            step(self.con, number, *told, **named)
        except BfpError:
            assert appeals.get(self.con, number) == before

    @invariant()
    def states_move_along_the_steps(self):
        if not hasattr(self, "con"):
            return
        for row in db.rows(self.con, "select id, state from appeal"):
            before = self.states.get(row["id"], row["state"])
            # One rule may try two steps; "answered" may be answered anew after no reply.
            reached = {before, *appeals.STEPS[before]}
            assert row["state"] in reached, (before, row["state"])
            self.states[row["id"]] = row["state"]

    @invariant()
    def incidents_agree_with_their_appeals(self):
        if not hasattr(self, "con"):
            return
        for name, sql in check_appeals.RULES.items():
            if "appeal" in name or "incident" in name:
                asked = {"today": TODAY} if "$today" in sql else {}
                assert db.rows(self.con, sql, **asked) == [], name

    @invariant()
    def nothing_decided_is_left_without_an_appeal(self):
        """All decisions here come from appeals: with none that stands, everything is pending again."""
        if not hasattr(self, "con"):
            return
        if not db.value(self.con, "select count(*) from appeal where voided_on is null"):
            assert {incidents.get(self.con, one).decision for one in self.incidents} == {"pending"}


TestAppeals = Appeals.TestCase
TestAppeals.settings = settings(
    max_examples=25, stateful_step_count=14, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)  # fmt: skip
