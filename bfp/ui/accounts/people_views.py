"""The parts of the page People, and what their buttons do."""

import streamlit as st

from bfp import ui
from bfp.accounts import accounts, factors, invitations, roles, signed_in
from bfp.accounts.accounts import Account
from bfp.base import dates
from bfp.base.db import Connection
from bfp.base.errors import Invalid
from bfp.ui import form

LINK = "_invitation"


def no_wall() -> None:
    """What a program on one computer should know before it works together."""
    st.markdown(
        "This desk serves one computer and asks nobody who they are. With the first account nobody gets in without one, and "
        "that can't be turned off on a page."
    )
    st.html('<a href="/first" target="_self">Make the first account, a coordinator’s</a>')


def working(con: Connection) -> None:
    """Everybody with an account; a click on one opens it."""
    table = accounts.listing(con)
    table["state"] = ["ended" if ended else "" for ended in table["ended_at"].notna()]
    table["seen_at"] = [dates.clock(seen.to_pydatetime()) if seen == seen else "" for seen in table["seen_at"]]
    table["proof"] = ["set up" if factor else "" for factor in table["factor"]]
    opened = ui.rows(
        table, "people", "", opens="id", name="Name", login="Login", roles="May", proof="Second proof", seen_at="Last seen",
        state="State",
    )  # fmt: skip
    if opened is None:
        return
    account = accounts.get(con, opened)
    at = form.key(f"person_{account.id}")
    with st.container(border=True, key=f"{at}_box"):
        st.markdown(f"**{ui.escape(account.name)}** · {ui.escape(account.login)}")
        if account.ended_at is not None:
            st.caption("This account was ended. What it did keeps its name; an invitation makes another.")
            return
        with st.form(f"{at}_form", border=False):
            st.multiselect("May be", roles.ROLES, list(account.roles), key=f"{at}_roles", max_selections=2)
            ui.problem("roles")
            st.caption("  \n".join(f"**{role}**: {says}" for role, says in roles.SAYS.items()))
            st.form_submit_button("Save", key=f"{at}_save", type="primary", on_click=_change, args=(at, account))
        lost, out, gone = st.columns(3)
        lost.button(
            "The app is lost", key=f"{at}_lost", on_click=_lost, args=(at, account), disabled=not account.factor,
            help="Who signs in next with the password sets up another.",
        )  # fmt: skip
        out.button("Sign out everywhere", key=f"{at}_out", on_click=_sign_out, args=(account.id,))
        with gone.popover("End the account"):
            st.markdown("Nobody signs in by it any more. What was done by it keeps the name.")
            st.button("End it", key=f"{at}_end", on_click=_end, args=(at, account))


def invited(con: Connection) -> None:
    """Invitations that wait, and a new one."""
    st.subheader("Invite somebody", anchor=False)
    if made := st.session_state.get(LINK):
        st.markdown("Give this link to the person by a way that only they read. It works once, for 72 hours, and is not kept.")
        st.code(made, language=None, wrap_lines=True)
    at = form.key("invite")
    with st.form(f"{at}_form", border=False):
        who, what, go = st.columns([3, 2, 1], vertical_alignment="bottom")
        who.text_input("For whom", key=f"{at}_for", placeholder="so that you know it in the list")
        what.selectbox("As", roles.ROLES, None, key=f"{at}_role", placeholder="choose")
        go.form_submit_button("Make a link", key=f"{at}_go", type="primary", on_click=_invite, args=(at,))
        ui.problem("role", what)
    for one in invitations.waiting(con, dates.moment()).itertuples():
        words, button = st.columns([5, 1], vertical_alignment="center")
        until = dates.clock(one.expires_at.to_pydatetime())
        whom, by = ui.escape(one.for_whom) or "Somebody", ui.escape(one.made_by)
        words.markdown(f"{whom} as {one.role}, invited by {by}, until {until}")
        button.button("Take back", key=f"invitation_{one.id}_back", type="tertiary", on_click=_take_back, args=(int(one.id),))


def inside(con: Connection) -> None:
    """Who is signed in now, each to be signed out."""
    st.subheader("Signed in now", anchor=False)
    for one in signed_in.listing(con, dates.moment()).itertuples():
        words, button = st.columns([5, 1], vertical_alignment="center")
        since, table = dates.clock(one.made_at.to_pydatetime()), ", at a packing table" if one.packing_table else ""
        words.markdown(f"**{ui.escape(one.name)}** since {since}{table}  \n:small[{ui.escape(one.about[:90])}]")
        button.button("Sign out", key=f"session_{one.id}_out", type="tertiary", on_click=_sign_out, args=(None, int(one.id)))
    st.button("Sign everybody out", key="everybody_out", on_click=_sign_out)


# ---- callbacks ----------------------------------------------------------------------------------


@form.callback
def _change(at: str, account: Account) -> str:
    wanted = st.session_state.get(f"{at}_roles") or []
    with form.once(at) as con:
        accounts.set_roles(con, account.id, wanted)
        signed_in.end(con, account_id=account.id)  # what somebody may is asked when they come in
    signed_in.close(ui.connection().path, account_id=account.id)
    return f"{account.name} may be {' and '.join(wanted)} from now on, and signs in anew."


@form.callback
def _lost(at: str, account: Account) -> str:
    with form.once(at) as con:
        factors.take_away(con, account.id)
        signed_in.end(con, account_id=account.id)
    signed_in.close(ui.connection().path, account_id=account.id)
    return f"{account.name} sets up a second proof anew at the next sign-in."


@form.callback
def _end(at: str, account: Account) -> str:
    with form.once(at) as con:
        accounts.end(con, account.id)
        signed_in.end(con, account_id=account.id)
    signed_in.close(ui.connection().path, account_id=account.id)
    return f"The account of {account.name} is ended."


def _sign_out(account_id: int | None = None, session_id: int | None = None) -> None:
    with ui.saving("Signed out.") as con:
        signed_in.end(con, session_id, account_id)
    if ui.saved():
        signed_in.close(ui.connection().path, session_id, account_id)


@form.callback
def _invite(at: str) -> str:
    typed, host = form.typed(at, "for", "role"), st.context.headers.get("Host", "")
    secure = "https" if not host.startswith(("localhost", "127.0.0.1")) else "http"
    if not typed["role"]:
        raise Invalid("Choose as what this person comes.", "role")
    with form.once(at) as con:
        token = invitations.invite(con, typed["role"], typed["for"])
    st.session_state[LINK] = f"{secure}://{host}/join/{token}"
    return "The link is made."


def _take_back(invitation_id: int) -> None:
    with ui.saving("The invitation is taken back.") as con:
        invitations.take_back(con, invitation_id)
