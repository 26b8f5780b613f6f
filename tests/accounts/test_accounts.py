"""Accounts, passwords, second factors, invitations: what is taken, what is refused, and what is kept of it."""

from datetime import timedelta

import pyotp
import pytest

from bfp import check, screens
from bfp.accounts import accounts, attempts, factors, invitations, passwords, roles, signed_in
from bfp.base import dates, db
from bfp.base.errors import Busy, Conflict, Invalid, NotFound

WORDS = "wide river stone lamp"


def an_account(con, login="ada", role="volunteer", name="Ada Example"):
    return accounts.add(con, login, name, WORDS, role)


def test_the_first_account_puts_up_the_wall_and_ending_it_does_not_take_it_down(con):
    assert not accounts.wall_is_on(con)
    first = an_account(con)
    accounts.end(con, first.id)
    assert accounts.wall_is_on(con)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short words", "at least 12"), ("password1234", "first that anybody"), ("aaaaaaaaaaaaaa", "first that anybody"),
        ("Ada Example!", "first that anybody"), ("x" * 201, "at most"),
    ],
)  # fmt: skip
def test_a_weak_password_is_refused_with_what_a_good_one_is(con, password, why):
    with pytest.raises(Invalid, match=why) as refused:
        accounts.add(con, "ada", "Ada Example", password, "volunteer")
    assert refused.value.field == "password"


def test_a_password_is_kept_as_a_hash_that_only_it_fits(con):
    account = an_account(con)
    [row] = db.rows(con, "select password_hash from account")
    assert row["password_hash"].startswith("$argon2id$") and WORDS not in row["password_hash"]
    assert accounts.checked(con, " ADA ", WORDS) == account
    assert accounts.checked(con, "ada", WORDS + "!") is None and accounts.checked(con, "nobody", WORDS) is None
    assert not passwords.fits("no hash at all", WORDS)


@pytest.mark.parametrize(
    ("told", "why"),
    [({"login": "A da"}, "A login has"), ({"name": " "}, "Write the name"), ({"role": "boss"}, "The roles are")],
)
def test_what_can_not_be_an_account_is_refused_in_words(con, told, why):
    with pytest.raises(Invalid, match=why):
        an_account(con, **told)


def test_a_login_is_one_persons(con):
    an_account(con)
    with pytest.raises(Conflict, match="an account with the login ada already"):
        an_account(con, login="Ada", name="Another Ada")


def test_the_last_coordinator_stays_one(con):
    cora = an_account(con, "cora", "coordinator", "Cora")
    with pytest.raises(Conflict, match="Cora is the last coordinator"):
        accounts.end(con, cora.id)
    with pytest.raises(Conflict, match="Make somebody else one first"):
        accounts.set_roles(con, cora.id, ["observer"])
    an_account(con, "dan", "coordinator", "Dan")
    accounts.set_roles(con, cora.id, ["observer", "packer"])
    assert accounts.get(con, cora.id).roles == ("observer", "packer")
    assert check.run(con, dates.moment().date()) == []


def test_every_page_is_somebodys_and_a_role_opens_only_its_own():
    there = {screen.file for screen in screens.SCREENS}
    for role, pages in roles.PAGES.items():
        assert set(pages) <= there, role
    assert all(roles.may_open([roles.COORDINATOR], page) for page in there)
    for role, refused in {
        "packer": {"letters", "readers", "people", "backup", "incidents"},
        "observer": {"readers", "letters", "facility", "shipments"},
        "volunteer": {"people", "backup", "appeals", "donations", "money", "program"},
        "legal volunteer": {"letters", "money", "backup", "people"},
    }.items():
        assert not [page for page in refused if roles.may_open([role], page)], role
    assert not roles.may_open([], "overview") and roles.may_open(["packer", "observer"], "yearly_report")
    assert not roles.may_ask(["packer"], "readers") and not roles.may_ask(["observer"], "titles")


# ---- the second factor ----------------------------------------------------------------------------


def test_a_code_is_taken_once_and_a_recovery_code_once(con):
    account = an_account(con, role="coordinator")
    secret, now = factors.new_secret(), 1_800_000_000
    totp = pyotp.TOTP(secret)
    with pytest.raises(Invalid, match="not the code that the app shows"):
        factors.set_up(con, account.id, secret, "000000" if totp.at(now) != "000000" else "111111", now)
    codes = factors.set_up(con, account.id, secret, totp.at(now), now)
    assert not factors.taken(con, account.id, totp.at(now), now)  # the one that set it up
    assert factors.taken(con, account.id, totp.at(now + 30), now + 30)
    assert not factors.taken(con, account.id, totp.at(now + 30), now + 31)
    assert len(set(codes)) == factors.CODES
    assert factors.taken(con, account.id, codes[0].upper().replace("-", " "), now)
    assert not factors.taken(con, account.id, codes[0], now)
    assert codes[0] not in str(db.rows(con, "select * from recovery_code"))
    factors.take_away(con, account.id)
    assert not accounts.get(con, account.id).factor and not factors.taken(con, account.id, codes[1], now)


def test_who_sees_names_of_many_needs_a_second_factor():
    assert roles.twice(["packer", "legal volunteer"]) and roles.twice(["coordinator"])
    assert not roles.twice(["packer", "volunteer", "observer"])


# ---- invitations -----------------------------------------------------------------------------------


def test_an_invitation_is_for_one_person_once_with_its_role_for_72_hours(con):
    token = invitations.invite(con, "packer", "Vi")
    assert token not in str(db.rows(con, "select * from invitation"))
    with pytest.raises(NotFound, match="older than 72 hours"):
        invitations.find(con, token, con.at + timedelta(hours=72))
    account = invitations.accept(con, token, "vi", "Vi Example", WORDS)
    assert account.roles == ("packer",)
    with pytest.raises(NotFound, match="was used"):
        invitations.accept(con, token, "wu", "Wu", WORDS)
    again = invitations.invite(con, "packer", "")
    [waits] = invitations.waiting(con, con.at)["id"]
    invitations.take_back(con, int(waits))
    with pytest.raises(NotFound, match="taken back"):
        invitations.find(con, again, con.at)


# ---- who is signed in ------------------------------------------------------------------------------


def test_a_session_ends_after_half_an_hour_of_nothing_and_after_twelve_hours_anyway(database):
    with db.transaction(database) as con:
        account = an_account(con)
        token, table = signed_in.begin(con, account, "a laptop"), signed_in.begin(con, account, "a tablet", packing_table=True)
        began = con.at
        assert token not in str(db.rows(con, "select * from signed_in"))
    for minutes in range(0, 700, 20):
        now = began + timedelta(minutes=minutes)
        signed_in.seen(database, signed_in.find(database, token, now), now)
    assert signed_in.find(database, token, began + timedelta(hours=12)) is None
    assert signed_in.find(database, table, began + timedelta(hours=3, minutes=59)) is not None
    assert signed_in.find(database, table, began + timedelta(hours=4)) is None
    assert signed_in.find(database, "somebody's guess", began) is None and signed_in.find(database, "", began) is None


def test_who_is_signed_out_has_no_session_and_no_socket(database):
    with db.transaction(database) as con:
        ada, bea = an_account(con), an_account(con, "bea", name="Bea")
        hers, theirs = signed_in.begin(con, ada, ""), signed_in.begin(con, bea, "")
    live, shut = signed_in.find(database, hers, dates.moment()), []
    live.closers.add(lambda: shut.append(True))
    with db.transaction(database) as con:
        signed_in.end(con, account_id=ada.id)
    signed_in.close(database.path, account_id=ada.id)
    assert shut and signed_in.find(database, hers, dates.moment()) is None
    assert list(signed_in.listing(database, dates.moment())["name"]) == ["Bea"]
    assert signed_in.find(database, theirs, dates.moment()).account == bea


# ---- against guessing ------------------------------------------------------------------------------


def test_after_eight_wrong_passwords_a_login_waits_and_another_from_elsewhere_does_not(con):
    for _ in range(attempts.A_LOGIN):
        attempts.refuse_guessing(con, "ada", "10.0.0.1")
        attempts.failed(con, "ada", "10.0.0.1")
    with pytest.raises(Busy, match="quarter of an hour"):
        attempts.refuse_guessing(con, "ada", "10.0.0.2")
    attempts.refuse_guessing(con, "bea", "10.0.0.1")
    assert "ada" not in str(db.rows(con, "select * from login_attempt"))
    attempts.succeeded(con, "ada")
    attempts.refuse_guessing(con, "ada", "10.0.0.2")


def test_nobody_reads_the_directory_by_alphabet():
    for at in range(attempts.LOOK_UPS):
        attempts.look_up(-1, at / 10)
    with pytest.raises(Busy, match="faster than anybody types"):
        attempts.look_up(-1, 25.0)
    attempts.look_up(-1, 61.0)
