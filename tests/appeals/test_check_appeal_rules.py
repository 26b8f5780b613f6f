"""What `check` finds in appeal rules and contacts: each rule is broken once."""

from datetime import date

import pytest
from builders import a_facility, a_system

from bfp import check
from bfp.appeals import contacts

TODAY = date(2026, 11, 23)
BROKEN = (
    ("an appeal rule is of a system or a state", "update appeal_rule set system_id = 999 where state = 'TX'"),
    ("an appeal rule is of a system or a state", "update appeal_rule set system_id = 999, state = null where state = 'TX'"),
    ("one appeal rule holds for an appeal", "update appeal_rule set state = 'TX', who = 'reader' where state = 'OK'"),
    ("what was checked says who checked it, and with what", "update appeal_rule set checked_on = '2026-01-01'"),
    (
        "what was checked says who checked it, and with what",
        "update appeal_rule set checked_by = 'Ada', checked_on = '2026-11-24'",
    ),
    ("what was voided on a list says why", "update appeal_rule set voided_on = '2026-01-01' where state = 'TX'"),
    ("what was voided on a list says why", "update contact set voided_on = '2026-01-01'"),
    ("a contact is of a system or a facility", "update contact set system_id = 1 where facility_id is not null"),
    ("a contact is of a system or a facility", "update contact set facility_id = 999 where facility_id is not null"),
)
OURS = {rule for rule, _ in BROKEN}


@pytest.fixture
def filed(con):
    contacts.add(con, role="warden", facility_id=a_facility(con), office="Warden", source="made up")
    contacts.add(con, role="warden", system_id=a_system(con), office="Warden", source="made up")
    return con


def test_what_the_program_keeps_breaks_no_rule(filed):
    for rule in OURS:
        assert check.broken(filed, rule, TODAY) is None


@pytest.mark.parametrize(("rule", "harm"), BROKEN)
def test_a_broken_rule_is_found(filed, rule, harm):
    filed.execute(harm)
    assert check.broken(filed, rule, TODAY).rows >= 1
