"""The wall, as people meet it: an invitation opened in a second browser, a letter entered there; each role's own pages."""

import pyotp
import pytest
from builders import a_facility, a_reader
from conftest import Server, visit
from playwright.sync_api import expect

from bfp.accounts import accounts, factors, invitations, roles
from bfp.base import db
from bfp.screens import SCREENS

pytestmark = pytest.mark.browser

WORDS = "seven hundred envelopes"
SECRET = factors.new_secret()
ASK = "fetch('/api/supporters', {method: 'POST', body: JSON.stringify({q: 'a'})}).then((answer) => answer.status)"
# A page that is closed to each role, where one is.
CLOSED = {roles.PACKER: "letters", roles.VOLUNTEER: "people", roles.LEGAL: "letters", roles.OBSERVER: "readers"}


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A desk with an account of each role and an invitation; its coordinator's second proof is set up."""
    server = Server(tmp_path_factory.mktemp("wall") / "wall.duckdb")
    with server.writing() as con:
        a_reader(con, a_facility(con, "Example Unit"), "1234567", "Testa", "Quill")
        for role in roles.ROLES:
            login = role.split()[0]
            made = accounts.add(con, login, f"{login.title()} Example", WORDS, role)
            if roles.twice((role,)):
                con.execute("update account set factor_secret = $secret where id = $id", {"secret": SECRET, "id": made.id})
        server.token = invitations.invite(con, roles.VOLUNTEER, "Vi")
    return server


def sign_in(page, login):
    page.goto("/login")
    page.locator("#login").fill(login)
    page.locator("#password").fill(WORDS)
    page.get_by_role("button", name="Sign in").click()
    if page.url.endswith("/factor"):
        page.locator("#code").fill(pyotp.TOTP(SECRET).now())
        page.get_by_role("button", name="Go on").click()
    expect(page.locator(".stMain h1").first).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def test_an_invitation_is_opened_in_a_second_browser_and_a_letter_entered_there_is_seen_in_the_first(chromium, house):
    with visit(chromium, house) as ours, visit(chromium, house, color_scheme="dark") as theirs:
        ours.goto("/letters")
        expect(ours).to_have_url("/login?next=/letters")
        sign_in(ours, "coordinator")
        expect(ours.get_by_text("Coordinator Example")).to_be_visible()
        theirs.goto(f"/join/{house.token}")
        for field, word in (("name", "Vi Example"), ("login", "vi"), ("password", WORDS), ("again", WORDS)):
            theirs.locator(f"#{field}").fill(word)
        theirs.get_by_role("button", name="Make the account").click()
        theirs.goto(f"/join/{house.token}")
        expect(theirs.get_by_text("This invitation was used")).to_be_visible()
        sign_in(theirs, "vi")
        theirs.goto("/letters")
        theirs.locator(".st-key-who input").click()
        theirs.keyboard.type("1234567")
        expect(theirs.locator(".st-key-letter_form").get_by_text("Quill, Testa")).to_be_visible()
        expect(theirs.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        theirs.get_by_role("button", name="Save").first.click()
        expect(theirs.get_by_text("Last saved")).to_be_visible()
        ours.goto("/readers?reader=1")
        expect(ours.get_by_text("23 Nov 2026 anything")).to_be_visible()
        with house.opened() as con:
            assert db.value(con, "select entered_by from letter") == "Vi Example"


@pytest.mark.parametrize("role", sorted(CLOSED))
def test_each_role_sees_its_own_pages_and_is_refused_the_others(chromium, house, role):
    own = [screen.title for screen in SCREENS if screen.section is not None and roles.may_open((role,), screen.file)]
    with visit(chromium, house) as page:
        sign_in(page, role.split()[0])
        expect(page.get_by_test_id("stSidebarNavLink").locator("p")).to_have_text(own)
        page.goto(f"/{CLOSED[role]}")
        expect(page.get_by_text("Page not found")).to_be_visible()
        assert page.evaluate(ASK) == 403
        page.goto("/logout")
        expect(page).to_have_url("/login")
