"""The yearly report: it adds up, tells of no small group, and can be made again as it was."""

import itertools
from datetime import date, timedelta

import numpy as np
import pytest
from builders import a_facility, a_reader, a_shipment, a_system, a_title, an_outcome, golden, many_shipments
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bfp.base import db, history
from bfp.base import settings as program_settings
from bfp.base.errors import Conflict, Invalid
from bfp.bench import worlds
from bfp.program import yearly_paper, yearly_report, yearly_words
from bfp.program.yearly_report import COUNTS, INSUFFICIENT, Year
from bfp.stats import grades, rates, small_groups
from bfp.stats.small_groups import Readers

YEAR = Year(date(2024, 7, 1))
AS_OF = date(2026, 1, 10)


def mailed(con, place, outcomes, kind="state", literature_class="other", readers=None, on=date(2024, 9, 2), learned_on=None):
    """Mail to a facility in a place, each item to a reader of its own unless `readers` says to how many."""
    system = a_system(con, name=f"Example {kind} {place}", kind=kind, state=place)
    facility = a_facility(con, name=f"Example {kind} Unit {place}", state=place, system_id=system) if not _at(con, kind, place) \
        else _at(con, kind, place)  # fmt: skip
    title = a_title(con, literature_class=literature_class)
    people = [a_reader(con, facility) for _ in range(readers or len(outcomes))]
    many_shipments(con, people, on, title, outcomes, learned_on or on + timedelta(days=40))
    return facility


def _at(con, kind, place):
    return db.value(con, "select id from facility where name = $name", name=f"Example {kind} Unit {place}")


def line(report, name, level=None):
    found = report.lines[report.lines["name"] == name]
    return (found[found["level"] == level] if level else found).iloc[0]


def a_year(con):
    mailed(con, "TX", ["received"] * 30 + ["censored"] * 2 + ["unconfirmed"] * 20 + ["returned"])
    mailed(con, "TX", ["censored"] * 5 + ["unconfirmed"] * 3, literature_class="own")
    mailed(con, "OH", ["censored"] * 28 + ["received"] * 6 + ["no reason given"] * 2 + ["unconfirmed"] * 9)
    mailed(con, "FL", ["received"] * 2 + ["unconfirmed"] * 28)
    mailed(con, "VT", ["received", "unconfirmed"])
    mailed(con, "NH", ["unconfirmed"] * 2)
    mailed(con, "TX", ["received"] * 9 + ["censored"] * 3 + ["unconfirmed"] * 9, kind="federal")


def test_federal_prisons_and_every_other_kind_of_system_are_apart_from_states(con):
    for kind in ("state", "federal", "county", "immigration", "private"):
        mailed(con, "TX", ["received"] * 6, kind=kind)
    report = yearly_report.report(con, YEAR, AS_OF)
    names = list(report.lines.loc[report.lines["level"] == "place", "name"])
    assert names == ["Texas", "Federal prisons", "County jails", "Immigration detention", "Private prisons"]
    assert set(report.lines.loc[report.lines["level"] == "place", "sent"]) == {6}


def test_the_year_is_july_to_june(con):
    for day in (date(2024, 6, 30), date(2024, 7, 1), date(2025, 6, 30), date(2025, 7, 1)):
        mailed(con, "TX", ["received"] * 6, on=day)
    assert yearly_report.report(con, YEAR, AS_OF).lines.iloc[0]["sent"] == 12
    assert yearly_report.of(date(2025, 6, 30)) == YEAR
    assert yearly_report.last_complete(date(2025, 7, 1)) == YEAR
    assert yearly_report.last_complete(date(2025, 6, 30)) == Year(date(2023, 7, 1))


def test_a_state_with_under_a_fifth_known_is_insufficient_data_and_has_no_rate_and_no_grade(con):
    a_year(con)
    florida = line(yearly_report.report(con, YEAR, AS_OF), "Florida")
    assert (florida["data"], florida["grade"], florida["known"]) == (INSUFFICIENT, "", 2)
    assert np.isnan(florida["rate"])
    assert florida["unconfirmed_share"] == pytest.approx(28 / 30)


def test_a_line_without_a_rate_is_not_empty_but_tells_of_all_that_was_sent_and_both_cases(con):
    a_year(con)
    report = yearly_report.report(con, YEAR, AS_OF)
    florida = line(report, "Florida")
    told = [florida[name] for name in yearly_report.OF_SENT]
    assert told == pytest.approx([2 / 30, 0, 28 / 30, 0, 28 / 30])
    shown = yearly_words.on_page(report).set_index("place").loc["Florida"]
    assert (shown["sent"], shown["received %"], shown["unknown %"], shown["best to worst case"]) == (30, 6.7, 93.3, "0 % to 93 %")
    assert yearly_paper.data(report)["lines"][[one["name"] for one in yearly_paper.data(report)["lines"]].index("Florida")]


def test_a_class_has_no_rate_where_its_place_has_none(con):
    mailed(con, "TX", ["received"] * 35, literature_class="own")
    mailed(con, "TX", ["unconfirmed"] * 150, readers=9)
    mailed(con, "OH", ["received"] * 40)
    report = yearly_report.report(con, YEAR, AS_OF)
    texas = report.lines[report.lines["places"] == ("TX",)]
    assert list(texas["data"]) == [INSUFFICIENT] * 3
    assert line(report, "Ohio")["data"] == yearly_report.ENOUGH


def test_returned_mail_and_mail_without_a_reason_are_apart_from_censored(con):
    a_year(con)
    report = yearly_report.report(con, YEAR, AS_OF)
    ohio = line(report, "Ohio")
    assert [ohio[name] for name in COUNTS] == [45, 6, 28, 0, 2, 9, 0]
    assert ohio["rate"] == pytest.approx(28 / 34)
    assert line(report, "Texas")["returned"] == 1


def test_small_places_are_told_of_together_and_never_one_alone(con):
    a_year(con)
    report = yearly_report.report(con, YEAR, AS_OF)
    other = line(report, "Other places")
    assert set(other["places"]) >= {"VT", "NH"}
    assert len(other["places"]) == 3  # together they are still four: the next smallest is with them
    assert "Vermont" not in set(report.lines["name"])


def test_a_single_small_place_takes_another_with_it(con):
    mailed(con, "TX", ["received"] * 20)
    mailed(con, "OH", ["received"] * 9)
    mailed(con, "VT", ["received"] * 2)
    report = yearly_report.report(con, YEAR, AS_OF)
    assert list(report.lines.loc[report.lines["level"] == "place", "name"]) == ["Texas", "Other places"]
    assert report.merged == ("Ohio", "Vermont")


def test_a_place_with_a_small_class_is_not_divided_and_neither_is_another(con):
    mailed(con, "TX", ["received"] * 20)
    mailed(con, "TX", ["received"] * 20, literature_class="own")
    mailed(con, "OH", ["received"] * 9)
    mailed(con, "OH", ["censored"] * 2, literature_class="own")
    mailed(con, "UT", ["received"] * 7)
    mailed(con, "UT", ["received"] * 8, literature_class="own")
    report = yearly_report.report(con, YEAR, AS_OF)
    divided = report.lines[report.lines["level"] == "class"]
    assert {places for places in divided["places"] if len(places) == 1} == {("TX",)}
    assert set(line(report, "Places not divided by class, together")["places"]) == {"OH", "UT"}


def test_a_year_of_too_few_readers_is_not_told_of(con):
    mailed(con, "TX", ["received"] * 40, readers=4)
    report = yearly_report.report(con, YEAR, AS_OF)
    assert report.lines.empty
    assert "fewer than 5 readers" in report.sentence


def test_the_minimum_is_a_setting(con):
    mailed(con, "TX", ["received"] * 40, readers=4)
    program_settings.save(con, minimum_group="4")
    assert yearly_report.report(con, YEAR, AS_OF).lines.iloc[0]["sent"] == 40


def test_a_report_is_told_as_it_was_known_on_its_day(con):
    mailed(con, "TX", ["received"] * 9, learned_on=date(2025, 5, 1))
    mailed(con, "TX", ["censored"] * 9, learned_on=date(2025, 12, 1))
    early, late = (yearly_report.report(con, YEAR, day) for day in (date(2025, 8, 1), AS_OF))
    assert [early.lines.iloc[0][name] for name in ("received", "censored", "unconfirmed")] == [9, 0, 9]
    assert [late.lines.iloc[0][name] for name in ("received", "censored", "unconfirmed")] == [9, 9, 0]


def test_what_was_published_stands_beside_what_is_known_now(con):
    mailed(con, "TX", ["received"] * 9, learned_on=date(2025, 5, 1))
    mailed(con, "TX", ["censored"] * 9, learned_on=date(2025, 12, 1))
    assert yearly_report.report(con, YEAR, AS_OF).restated.empty
    yearly_report.publish(con, YEAR, date(2025, 8, 1), date(2025, 8, 3))
    report = yearly_report.report(con, YEAR, AS_OF)
    texas = report.restated[report.restated["name"] == "Texas"].iloc[0]
    assert report.before == date(2025, 8, 1)
    assert [texas[name] for name in ("censored_then", "known_then", "censored", "known")] == [0, 9, 9, 18]
    assert yearly_report.report(con, YEAR, date(2025, 8, 1)).before is None


def test_publishing_is_kept_with_who_and_when_and_as_of(con):
    a_year(con)
    number = yearly_report.publish(con, YEAR, AS_OF, AS_OF)
    kept = yearly_report.published(con, YEAR).iloc[0]
    assert (kept["published_by"], kept["as_of"].date()) == ("Ada", AS_OF)
    assert "as of: 2026-01-10" in history.of(con, "published_report", number).iloc[0]["what"]
    with pytest.raises(Conflict, match="already"):
        yearly_report.publish(con, YEAR, AS_OF, AS_OF)


def test_a_year_is_published_when_it_is_over_and_never_ahead_of_today(con):
    a_year(con)
    with pytest.raises(Invalid, match="ends on 30 Jun 2025"):
        yearly_report.publish(con, YEAR, date(2025, 6, 29), AS_OF)
    with pytest.raises(Invalid, match="earlier day"):
        yearly_report.publish(con, YEAR, AS_OF, date(2025, 12, 1))


def test_nothing_is_published_without_mail_or_by_nobody(database):
    with db.transaction(database, by="") as con, pytest.raises(Invalid, match="name first"):
        yearly_report.publish(con, YEAR, AS_OF, AS_OF)
    with db.transaction(database, by="Ada") as con, pytest.raises(Invalid, match="Too few readers"):
        yearly_report.publish(con, YEAR, AS_OF, AS_OF)


def test_without_mail_a_sentence_says_what_to_do(con):
    assert "Nothing has been mailed yet" in yearly_report.report(con, YEAR, AS_OF).sentence
    a_year(con)
    assert "had not begun by 10 Jan 2026" in yearly_report.report(con, Year(date(2026, 7, 1)), AS_OF).sentence
    assert "Nothing had been mailed by 3 Aug 2024" in yearly_report.report(con, YEAR, date(2024, 8, 3)).sentence
    assert "None of the mail" in yearly_report.report(con, Year(date(2025, 7, 1)), AS_OF).sentence


def test_where_everything_is_unconfirmed_that_is_said_and_the_lines_stay(con):
    mailed(con, "TX", ["unconfirmed"] * 12)
    report = yearly_report.report(con, YEAR, AS_OF)
    assert "not the same as no censorship" in report.sentence
    assert line(report, "Texas")["unconfirmed"] == 12
    assert line(report, "Texas")["data"] == INSUFFICIENT


def test_reasons_of_few_readers_are_hidden_and_another_with_them(con):
    facility = mailed(con, "TX", ["received"] * 10)
    terms = dict(db.frame(con, "select name, id from term where list = 'reason'").to_numpy())
    for name, times in (("racial content", 9), ("violence", 6), ("drugs", 2)):
        for _ in range(times):
            shipment = a_shipment(con, a_reader(con, facility), on=date(2024, 9, 2))
            item = db.value(con, "select id from item where shipment_id = $id", id=shipment)
            event = an_outcome(con, item, "censored", date(2024, 10, 2))
            con.execute("insert into outcome_reason values ($event, $term)", {"event": event, "term": int(terms[name])})
    told = yearly_report.report(con, YEAR, AS_OF).reasons
    shown = dict(told[["reason", "censored"]].to_numpy())
    assert (shown["content-based"], shown["racial content"]) == (17, 9)
    assert np.isnan(shown["others"])
    assert not {"violence", "drugs"} & set(shown)


def test_a_facility_that_stands_out_is_named_and_its_numbers_hidden_where_readers_are_few(con):
    for state in range(40):
        mailed(con, ("TX", "OH", "UT", "FL")[state % 4], ["received"] * 6)
    for name, readers in (("Shown Unit", 12), ("Hidden Unit", 3)):
        facility = a_facility(con, name=name, state="TX", system_id=a_system(con, name="Example state TX"))
        people = [a_reader(con, facility) for _ in range(readers)]
        for person in range(12):
            a_shipment(con, people[person % readers], on=date(2024, 9, 2), outcome="censored", learned_on=date(2024, 10, 1))
    flagged = yearly_report.report(con, YEAR, AS_OF).flagged.set_index("facility")
    assert set(flagged["flag"]) <= {rates.HIGH, rates.WATCH}
    assert flagged.loc["Shown Unit, TX", "censored"] == 12
    assert np.isnan(flagged.loc["Hidden Unit, TX", ["times", "censored", "known", "unknown", "recent"]].astype(float)).all()


def test_a_facility_that_would_leave_few_readers_of_its_state_has_no_numbers():
    people = Readers(5, {(1,): 50, (2,): 9, (3,): 2}, {(3,): frozenset({7, 8})})
    assert small_groups.countable(people, {(1,), (2,)}, [(1,), (2,), (3,)]) == {(1,)}
    assert small_groups.countable(people, {(1,)}, [(1,), (2,), (3,)]) == {(1,)}
    assert small_groups.countable(people, {(1,)}, [(1,), (3,)]) == set()


def bans_of(con):
    """The bans of a program that usually gets its mail in."""
    if not _at(con, "state", "NM"):
        open_unit = a_reader(con, a_facility(con, name="Example state Unit NM", state="NM"))
        news = {"outcome": "received", "learned_on": date(2024, 10, 1)}
        a_shipment(con, open_unit, on=date(2024, 9, 2), titles=[a_title(con) for _ in range(150)], **news)
    return yearly_report.report(con, YEAR, AS_OF).bans


def test_the_longest_ban_is_from_the_first_censored_mail_after_the_last_received(con):
    mailed(con, "TX", ["received"] * 3, on=date(2022, 1, 5))
    for day in (date(2022, 5, 2), date(2023, 5, 2), date(2024, 3, 2), date(2024, 11, 2)):
        mailed(con, "TX", ["censored"] * 2, on=day)
    mailed(con, "OH", ["censored"] * 6, on=date(2023, 1, 2))  # none in this year
    mailed(con, "UT", ["received"] * 6, on=date(2024, 8, 2))
    bans = bans_of(con)
    assert list(bans["name"]) == ["Example state Unit TX, TX"]
    told = [date(2022, 5, 2), date(2024, 11, 2), "5 or more", "5 or more", 365]
    assert [*bans.iloc[0][["from_on", "to_on", "censored", "readers", "silence"]]] == told


def test_two_censored_items_years_apart_are_no_ban_and_neither_are_few_readers(con):
    mailed(con, "TX", ["censored"], on=date(2012, 1, 5))
    mailed(con, "TX", ["censored"], on=date(2024, 11, 5))
    mailed(con, "OH", ["censored"] * 4, on=date(2024, 9, 5))
    mailed(con, "UT", ["censored"] * 9, on=date(2024, 9, 5), readers=4)
    assert bans_of(con).empty


def test_a_ban_is_broken_by_what_was_received_and_by_a_year_of_silence(con):
    mailed(con, "TX", ["received"] * 12, on=date(2020, 6, 1), readers=1)
    for day in (date(2023, 1, 5), date(2024, 1, 6), date(2024, 9, 5)):  # a day more than a year, then within one
        mailed(con, "TX", ["censored"] * 5, on=day)
    mailed(con, "OH", ["censored"] * 3, on=date(2024, 7, 5))
    mailed(con, "OH", ["received"], on=date(2024, 8, 5))
    mailed(con, "OH", ["censored"] * 3, on=date(2024, 9, 5))
    bans = bans_of(con)
    assert bans[["from_on", "to_on"]].to_numpy().tolist() == [[date(2024, 1, 6), date(2024, 9, 5)]]


def test_the_ban_of_one_facility_is_not_told_again_of_its_system(con):
    system = a_system(con, name="Example System")
    units = [a_facility(con, name=f"Unit {name}", state="TX", system_id=system) for name in "ABC"]
    for unit, many in zip(units, (9, 1, 1), strict=True):
        for _ in range(many):
            a_shipment(con, a_reader(con, unit), on=date(2024, 9, 2), outcome="censored", learned_on=date(2024, 10, 1))
    assert list(bans_of(con)["name"]) == ["Unit A, TX"]
    for _ in range(9):
        a_shipment(con, a_reader(con, units[1]), on=date(2024, 9, 2), outcome="censored", learned_on=date(2024, 10, 1))
    assert set(bans_of(con)["name"]) == {"Unit A, TX", "Unit B, TX"}
    for _ in range(3):
        a_shipment(con, a_reader(con, units[2]), on=date(2024, 9, 9), outcome="censored", learned_on=date(2024, 10, 1))
    d = a_facility(con, name="Unit D", state="TX", system_id=system)
    a_shipment(con, a_reader(con, d), on=date(2024, 9, 9), outcome="censored", learned_on=date(2024, 10, 1))
    assert set(bans_of(con)["name"]) == {"Unit A, TX", "Unit B, TX", "Example System"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_world_without_a_ban_has_none_and_a_planted_one_is_told_with_its_months(seed):
    mailings, planted = worlds.stream(seed, facilities=60, monthly=(60, 120), bans=2)
    day = worlds.AS_OF
    start = mailings["facility_id"].map(planted.set_index("facility_id")["starts_day"])
    since = mailings["sent_day"] >= start  # these bans let nothing through
    known = mailings["outcome"].isin(("censored", "received"))
    quiet = mailings[~mailings["facility_id"].isin(planted["facility_id"])].reset_index(drop=True)
    with worlds.imported(quiet) as (con, _):
        assert yearly_report.report(con, yearly_report.of(day), day).bans.empty
    with worlds.imported(mailings.assign(outcome=mailings["outcome"].mask(since & known, "censored"))) as (con, _):
        report = yearly_report.report(con, yearly_report.of(day), day)
    assert {name.split(",")[0] for name in report.bans["name"]} == set(planted["facility_id"])
    ends = day - timedelta(days=report.maturity.days)
    for ban in report.bans.itertuples():
        starts_day = int(planted.set_index("facility_id")["starts_day"][ban.name.split(",")[0]])
        true = worlds.FIRST_DAY + timedelta(days=starts_day)
        common = (min(ban.to_on, ends) - max(ban.from_on, true)).days
        assert common >= 0.8 * (max(ban.to_on, ends) - min(ban.from_on, true)).days


@pytest.mark.parametrize(
    ("low", "high", "enough", "grade"),
    [
        (0.0, 0.049, True, "A"), (0.0, 0.05, True, "B"), (0.06, 0.149, True, "B"), (0.06, 0.2, True, "C"),
        (0.04, 0.2, True, "not distinguished"), (0.2, 0.6, True, "not distinguished"),
        (0.26, 0.45, True, "D"), (0.3, 0.9, True, "D"), (0.51, 0.9, True, "F"),
        (0.51, 0.9, False, ""),
        (np.nan, np.nan, False, ""),
    ],
)  # fmt: skip
def test_a_grade_needs_the_whole_interval(low, high, enough, grade):
    assert grades.grade(low, high, enough) == grade


def test_luck_gives_no_grade():
    for n in range(1, 9):  # nothing censored of eight is no A
        low, high = rates.wilson([0, n], n)
        assert "A" not in grades.grade(low, high, True)
    assert grades.grade(*rates.wilson(1, 1), True) == grades.NOT_DISTINGUISHED


def test_an_impossible_interval_is_refused():
    with pytest.raises(ValueError, match="lower to its upper"):
        grades.grade(0.5, 0.4, True)


def test_no_name_or_number_of_a_reader_is_in_the_report(con):
    a_year(con)
    report = yearly_report.report(con, YEAR, AS_OF)
    text = yearly_words.lines(report).to_csv() + str(yearly_paper.data(report))
    people = db.frame(con, "select number, first_name, last_name from reader")
    assert not [word for word in {*people["number"], "Testa"} if word in text]


def test_the_lines_as_csv(con):
    a_year(con)
    assert yearly_words.lines(yearly_report.report(con, YEAR, AS_OF)).to_csv(index=False) == golden("yearly_report.csv")


def test_the_paper_is_a_pdf_and_what_people_wrote_is_text_on_it(con):
    program_settings.save(con, program_name='*Books* #panic("no") "$x$')
    a_year(con)
    report = yearly_report.report(con, YEAR, AS_OF)
    made = yearly_paper.pdf(report)
    assert made.startswith(b"%PDF")
    assert made == yearly_paper.pdf(report)


def test_the_paper_of_a_year_without_mail_says_so(con):
    assert yearly_paper.pdf(yearly_report.report(con, YEAR, AS_OF)).startswith(b"%PDF")


# Worlds for what must hold of every year: (place, facility of it, class, reader, outcome) per item.
ITEMS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 1), st.integers(0, 2), st.integers(0, 9),
              st.sampled_from(("unconfirmed", "received", "censored", "returned", "no reason given"))),
    min_size=1, max_size=60,
)  # fmt: skip
PLACES = (("state", "TX"), ("state", "OH"), ("federal", "TX"), ("county", "OH"))
KINDS = ("own", "other", "letter")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(items=ITEMS, minimum=st.integers(2, 5))
def test_lines_add_up_and_no_small_group_can_be_found_by_subtracting(database, items, minimum):
    with pytest.raises(KeyError, match="rolled back"), db.transaction(database, by="Ada") as con:
        _a_world(con, items)
        program_settings.save(con, minimum_group=str(minimum))
        report = yearly_report.report(con, YEAR, AS_OF)
        _adds_up(report, len(items))
        _hides(report, items, minimum)
        raise KeyError("rolled back")


def _a_world(con, items):
    facilities = {
        (place, unit): a_facility(con, state=state, system_id=a_system(con, f"Example {kind} {state}", kind, state))
        for place, (kind, state) in enumerate(PLACES)
        for unit in range(2)
    }
    home = a_facility(con, state="NY")
    readers, titles = [a_reader(con, home) for _ in range(10)], [a_title(con, literature_class=kind) for kind in KINDS]
    for place, unit, kind, reader, outcome in items:
        a_shipment(
            con, readers[reader], on=date(2024, 9, 2), titles=[titles[kind]], outcome=outcome, learned_on=date(2024, 10, 2),
            facility_id=facilities[place, unit],
        )  # fmt: skip


def _adds_up(report, sent):
    lines = report.lines
    if lines.empty:
        return
    parts = [name for name in COUNTS if name != "sent"]
    assert (lines[parts].sum(axis=1) == lines["sent"]).all()
    total = lines.iloc[0]
    assert total["sent"] == sent
    places = lines[lines["level"] == "place"]
    assert (places[list(COUNTS)].sum() == total[list(COUNTS)].astype(int)).all()
    heads = (lines["level"] != "class").cumsum()
    for _, group in lines.groupby(heads):
        if len(group) > 1:
            assert (group.iloc[1:][list(COUNTS)].sum() == group.iloc[0][list(COUNTS)].astype(int)).all()


def _hides(report, items, minimum):
    """Neither a line, nor anything made of lines by adding and subtracting, is of fewer readers than the minimum."""
    if report.lines.empty:
        return
    names = {"federal": 2, "county": 3, "TX": 0, "OH": 1}
    atoms = [(place, kind) for place in sorted({item[0] for item in items}) for kind in range(3)]
    behind = {atom: {item[3] for item in items if (item[0], item[2]) == atom} for atom in atoms}
    matrix = np.array([
        [names_of in {names[place] for place in row.places} and KINDS[kind] in row.classes for names_of, kind in atoms]
        for row in report.lines.itertuples()
    ], dtype=float)  # fmt: skip
    for row in matrix:
        readers = set().union(*(behind[atom] for atom, inside in zip(atoms, row, strict=True) if inside))
        assert len(readers) >= minimum
    groups = np.array(list(itertools.product((0.0, 1.0), repeat=len(atoms)))[1:])
    found = np.abs(groups - groups @ np.linalg.pinv(matrix) @ matrix).max(axis=1) < 1e-9
    for group in groups[found]:
        readers = set().union(*(behind[atom] for atom, inside in zip(atoms, group, strict=True) if inside))
        assert not readers or len(readers) >= minimum
