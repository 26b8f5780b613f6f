"""Facilities and restrictions from dirty files: what is said before, what is written, what comes back."""

from datetime import date
from pathlib import Path

import pytest

from bfp.base import db, importing
from bfp.base.errors import Invalid
from bfp.base.tables import sheets
from bfp.base.tables.columns import recognise
from bfp.places import facilities, facility_cleaning, import_facilities, import_restrictions, restrictions

SAMPLES = Path(__file__).parents[1] / "samples"
TODAY = date(2026, 11, 23)


def planned(con, text):
    sheet = sheets.read(text.encode() if isinstance(text, str) else text)
    return import_facilities.plan(con, sheet, recognise(sheet.columns, import_facilities.COLUMNS))


def imported(con, text):
    return import_facilities.save(con, planned(con, text))


def sample(con):
    return importing.import_file(con, import_facilities.KIND, SAMPLES / "facilities.csv", TODAY)


def asked(con, choices=None, add_unmatched=False, on=TODAY, data=None):
    sheet = sheets.read(data or (SAMPLES / "restrictions.csv").read_bytes())
    columns = recognise(sheet.columns, import_restrictions.COLUMNS)
    rows = import_restrictions.read_rows(sheet, columns, import_restrictions.texts(sheet.columns))
    import_restrictions.match_rows(con, rows)
    return import_restrictions.plan(con, sheet, rows, on, "Example list", choices, add_unmatched)


def on_file(con, name):
    return facilities.get(con, db.value(con, "select id from facility where name = $name", name=name))


def why(plan, name):
    table = plan.table()
    return table[table["name"] == name]["why"].iloc[0]


# ---- reading a CSV ------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_is_read_in_whatever_encoding(encoding):
    sheet = sheets.read("name,state\nO’Brien Unit,TX\n".encode(encoding))
    assert sheet.rows["name"].tolist() == ["O’Brien Unit"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_file_is_read_with_whatever_delimiter(delimiter):
    sheet = sheets.read(f"name{delimiter}state\nExample Unit{delimiter}TX\n".encode())
    assert sheet.columns == ["name", "state"]


def test_rows_count_as_in_a_spreadsheet():
    sheet = sheets.read(b'name,state\n"Two\nlines",TX\n\nLast,TX\n')
    assert sheet.rows["_row"].tolist() == [2, 4]


def test_a_row_with_too_many_cells_is_kept_apart_with_its_reason():
    sheet = sheets.read(b"name,state\nA,TX\nB,TX,stray\nC\n")
    assert sheet.rows["name"].tolist() == ["A", "C"]
    assert sheet.broken[["row", "reason"]].values.tolist() == [[3, "has 3 cells where the first line has 2 columns"]]


@pytest.mark.parametrize("data", [b"", b"\n \n", b"PK\x03\x04rest", b"name,\0\1"])
def test_what_is_no_csv_is_refused_with_what_to_do(data):
    with pytest.raises(Invalid):
        sheets.read(data)


def test_columns_are_recognised_by_any_of_their_names():
    found = recognise(["Facility_Name", "\nST", "Zip Code", "Lat"], import_facilities.COLUMNS)
    wanted = {"name": "Facility_Name", "zip": "Zip Code", "latitude": "Lat", "street": None}
    assert {name: found[name] for name in wanted} == wanted


# ---- cleaning -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Image of the front entrance to the Dogwood Center", "Dogwood Center"),
        ("Image showing the front of Dogwood Facility", "Dogwood Facility"),
        ("Image of Dogwood Facility", "Dogwood Facility"),
        ("Dogwood\nState Prison", "Dogwood State Prison"),
        ("Imagewood Prison", "Imagewood Prison"),
    ],
)
def test_a_name_loses_what_the_web_page_said_around_it(written, meant):
    assert facility_cleaning.name(written)[0] == meant


@pytest.mark.parametrize(
    ("street", "city", "zip", "meant"),
    [
        ("12\nElm Road", "Elmtown", "75001", ("12 Elm Road", "Elmtown", "75001")),
        ("33 Oil Well Road Punta", "Exampla", "33955", ("33 Oil Well Road", "Punta Exampla", "33955")),
        ("5400 Highway 90 East Lake", "City", "32060", ("5400 Highway 90 East", "Lake City", "32060")),
        ("600 Highway 27 South South", "Bay", "33493", ("600 Highway 27 South", "South Bay", "33493")),
        ("50 Overlook DriveLa", "Belle", "15450", ("50 Overlook Drive", "La Belle", "15450")),
        ("20 Elm RoadElmtown, TX 75001", "", "", ("20 Elm Road", "Elmtown", "75001")),
        ("480 Elm Road\nSan\nDiego, TX 75001\n(619)\n555-0100", "", "", ("480 Elm Road", "San Diego", "75001")),
        ("Example Unit 1 Park Row", "Elmtown", "75001", ("1 Park Row", "Elmtown", "75001")),
        ("Elmtown, Tx 75001", "Elmtown", "75001", ("", "Elmtown", "75001")),
        ("100 PRISON ROAD", "MCELMTOWN", "75001", ("100 Prison Road", "McElmtown", "75001")),
        ("1 Elm Court", "Elm Court Dallas", "75001", ("1 Elm Court", "Dallas", "75001")),
        ("N/A", "City", "N/A", ("", "", "")),
        ("1 Elm Road", "Only", "75001", ("1 Elm Road", "Only", "75001")),
        ("San", "Exampla", "75001", ("", "San Exampla", "75001")),
    ],
)
def test_an_address_is_put_where_its_parts_belong(street, city, zip, meant):
    found = facility_cleaning.address(street, city, "TX", zip, "Example Unit")
    assert (found.street, found.city, found.zip) == meant


def test_the_text_of_a_web_page_is_no_street():
    found = facility_cleaning.address(
        "19 Response\n\n\n Federal Bonding Program\n\n Find", "Elm Drive\nElmtown", "GA", "31513", "X"
    )
    assert (found.street, found.city, found.zip) == ("", "Elmtown", "31513")
    assert "web page" in found.notes[0]


# ---- facilities ---------------------------------------------------------------------------------


def test_the_dirty_sample_comes_in_clean(con):
    result = sample(con)
    assert (result.new, result.changed, result.unchanged, len(result.rejected)) == (9, 0, 1, 3)
    assert on_file(con, "Alder").system == "Texas Department of Criminal Justice"
    assert facilities.aliases(con, on_file(con, "Alder").id) == ["Jane Q. Alder Unit"]
    assert on_file(con, "Birchfield Center").zip == "02131"
    assert on_file(con, "Dogwood Correctional Facility").state == "MI"
    assert on_file(con, "Elm State Prison").package_address == ["Elm State Prison", "Elmtown, GA 31513"]


def test_facilities_of_one_name_are_told_apart_by_kind(con):
    sample(con)
    assert on_file(con, "Cedarville Federal Correctional Institution").kind == "prison"
    assert on_file(con, "Cedarville Federal Detention Center").kind == "detention center"


def test_facilities_of_one_name_and_kind_are_told_apart_by_town_or_not_taken(con):
    plan = planned(
        con, "name,state,city,street\nElm,TX,Here,1 Road\nElm,TX,There,2 Road\nFir,TX,Here,1 Road\nFir,TX,Here,2 Road\n"
    )
    assert [row.name for row in plan.rows if row.what == "new"] == ["Elm (Here)", "Elm (There)"]
    assert "nothing in the file tells them apart" in why(plan, "Fir")


def test_two_facilities_with_one_address_are_said_and_taken(con):
    sheet = sheets.read((SAMPLES / "facilities.csv").read_bytes())
    plan = import_facilities.plan(con, sheet, recognise(sheet.columns, import_facilities.COLUMNS))
    assert "same address as Fir Annex" in why(plan, "Fir Correctional Institution")


def test_paper_mail_that_goes_elsewhere_is_kept_apart(con):
    sample(con)
    assert on_file(con, "Birchfield Center").paper_address == ["Birchfield Center", "P.O. Box 9", "Exampleboro, MA 02132"]


def test_rejected_rows_come_back_as_they_were_with_a_reason(con):
    rejected = sample(con).rejected
    assert rejected["reason"].tolist() == [
        "the name is a street address: whose is it?",
        "“Atlantis” is no state",
        "the row has no name",
    ]
    assert rejected["name"].tolist() == ["1349 Correctional Center Road", "Gumtree Unit", ""]
    assert {"jurisdiction_file", "row"} <= set(rejected.columns)


def test_importing_twice_changes_nothing(con):
    sample(con)
    before = db.rows(con, "select * from facility order by id")
    again = sample(con)
    assert (again.new, again.changed, again.unchanged, len(again.rejected)) == (0, 0, 10, 3)
    assert db.rows(con, "select * from facility order by id") == before


def test_a_plan_writes_nothing(con):
    planned(con, "name,state\nElm,TX\n")
    assert facilities.count(con) == 0


def test_what_changes_is_said_field_by_field(con):
    imported(con, "name,state,street,city\nElm,TX,1 Old Road,Here\n")
    text = "name,state,street,city\nElm,TX,2 New Road,Here\n"
    assert why(planned(con, text), "Elm") == "street: 1 Old Road → 2 New Road"
    imported(con, text)
    assert on_file(con, "Elm").street == "2 New Road"


def test_a_file_without_an_address_never_blanks_one(con):
    imported(con, "name,state,street\nElm,TX,1 Road\n")
    assert imported(con, "name,state,street\nElm,TX,\n").unchanged == 1
    assert on_file(con, "Elm").street == "1 Road"


def test_what_was_corrected_by_hand_stays_until_the_file_says_something_new(con):
    text = "name,state,street\nElm,TX,1 Wrong Road\n"
    imported(con, text)
    facilities.edit(con, on_file(con, "Elm").id, street="1 Right Road")
    assert "kept as it was corrected by hand" in why(planned(con, text), "Elm")
    assert imported(con, text).changed == 0
    assert imported(con, "name,state,street\nElm,TX,3 Newest Road\n").changed == 1


def test_a_facility_that_was_renamed_by_hand_is_still_known(con):
    text = "name,state,street\nElm,TX,1 Road\n"
    imported(con, text)
    facilities.edit(con, on_file(con, "Elm").id, name="Elm Memorial Unit")
    assert imported(con, text).unchanged == 1


def test_another_systems_place_of_the_same_name_is_another_place(con):
    imported(con, "name,state,system,type\nElm,TX,texas,Prison\n")
    result = imported(con, "name,state,system,type\nElm,TX,federal,Federal Prison Camp\n")
    assert result.new == 1 and on_file(con, "Elm Federal Prison Camp").system_kind == "federal"


def test_a_file_without_the_needed_columns_says_which(con):
    with pytest.raises(Invalid, match="which column holds the state"):
        planned(con, "name,town\nElm,Here\n")


def test_six_thousand_rows_come_in_at_once(con):
    text = "name,state,street,city,zip\n" + "".join(f"Unit {n},TX,{n} Road,Town {n % 300},75001\n" for n in range(6000))
    assert imported(con, text).new == 6000
    assert facilities.count(con) == 6000


# ---- restrictions -------------------------------------------------------------------------------


def test_a_sure_match_is_taken_and_a_doubtful_one_waits(con):
    sample(con)
    plan = asked(con)
    said = {row.name: row.what for row in plan.rows}
    assert said == {
        "Birchfield Ctr.": "new", "Elm State Prison": "new", "Fir Correctional": "new", "Alder North Unit": "rejected",
        "Juniper County Jail": "rejected", "Hazel Correctional": "unchanged", "Maple": "rejected",
    }  # fmt: skip
    assert "best guess Alder, TX" in why(plan, "Alder North Unit")
    assert why(plan, "Juniper County Jail") == "no facility in the directory is like it"
    assert why(plan, "Hazel Correctional") == "the row states no restriction"


def test_flags_numbers_and_texts_become_a_rule(con):
    sample(con)
    import_restrictions.save(con, asked(con, on=date(2022, 6, 1)))

    def rules(name):
        return [rule.sentence for rule in restrictions.in_force(con, on_file(con, name).id, TODAY)]

    assert rules("Birchfield Center") == ["paperback only; No Sex (unit, another program, 2022)"]
    assert rules("Elm State Prison") == ["no books at all (unit, another program, 2022)"]
    [fir] = restrictions.in_force(con, on_file(con, "Fir Correctional Institution").id, TODAY)
    assert fir.max_items == 3 and fir.new_only and fir.approved_vendors_only and fir.invoice_needed


def test_a_doubtful_row_goes_where_the_user_says(con):
    sample(con)
    alder = on_file(con, "Alder").id
    result = import_restrictions.save(con, asked(con, {5: alder}))
    assert result.new == 4
    [rule] = restrictions.in_force(con, alder, TODAY)
    assert rule.refuses_all and rule.source == "Example list: Alder North Unit"


def test_a_row_that_was_put_right_once_is_known_the_next_time(con):
    sample(con)
    import_restrictions.save(con, asked(con, {5: on_file(con, "Alder").id}))
    again = {row.name: row.what for row in asked(con).rows}
    assert again["Alder North Unit"] == "unchanged"


def test_facilities_that_are_not_there_are_added_if_the_user_says_so(con):
    sample(con)
    result = import_restrictions.save(con, asked(con, add_unmatched=True))
    jail = on_file(con, "Juniper County Jail")
    assert result.new == 4 and (jail.kind, jail.system, jail.city) == ("jail", "Counties of Texas", "Junipertown")
    assert restrictions.in_force(con, jail.id, TODAY)[0].refuses_all


@pytest.mark.parametrize("add_unmatched", [False, True])
def test_importing_restrictions_twice_changes_nothing(con, add_unmatched):
    sample(con)
    import_restrictions.save(con, asked(con, add_unmatched=add_unmatched))
    again = import_restrictions.save(con, asked(con, add_unmatched=add_unmatched))
    assert (again.new, again.changed) == (0, 0)


def test_a_newer_list_ends_the_old_rule_and_begins_the_new_one(con):
    sample(con)
    old = b"name,state,max books\nElm State Prison,GA,3\n"
    import_restrictions.save(con, asked(con, on=date(2022, 1, 1), data=old))
    result = import_restrictions.save(con, asked(con, on=date(2024, 1, 1), data=old.replace(b"GA,3", b"GA,5")))
    elm = on_file(con, "Elm State Prison").id
    assert result.changed == 1
    assert [rule.max_items for rule in restrictions.in_force(con, elm, date(2023, 1, 1))] == [3]
    assert [rule.max_items for rule in restrictions.in_force(con, elm, TODAY)] == [5]


def test_no_prior_approval_is_not_prior_approval(con):
    sample(con)
    plan = asked(con, data=b"name,state,restriction\nElm State Prison,GA,no prior approval\n")
    assert plan.rows[0].rule["prior_approval"] is False


def test_hardcovers_weight_and_size_are_taken_from_the_words(con):
    sample(con)
    data = b'name,state,restriction\nElm State Prison,GA,"no hardcovers; under 3 lbs, no larger than 9 x 12 in"\n'
    plan = asked(con, data=data)
    import_restrictions.save(con, plan)
    [elm] = restrictions.in_force(con, on_file(con, "Elm State Prison").id, TODAY)
    assert (elm.no_hardcover, elm.max_weight_oz, elm.max_size) == (True, 48, "9 x 12 in")
    again = import_restrictions.save(con, asked(con, data=data))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)


def test_words_against_a_column_are_not_taken(con):
    sample(con)
    plan = asked(con, data=b"name,state,hardcover okay,restriction\nElm State Prison,GA,yes,no hardcovers\n")
    assert plan.rows[0].rule["no_hardcover"] is False
    assert "no hardcover and hardcover okay: neither taken" in plan.rows[0].why


def test_a_unit_of_a_complex_is_not_the_complex(con):
    imported(con, "name,state,city,type\nElm,AZ,Elmtown,Prison Complex\n")
    plan = asked(con, data=b"name,state,city,max books\nElm Gila Unit,AZ,Elmtown,0\nElm,AZ,Elmtown,0\n")
    assert [row.what for row in plan.rows] == ["rejected", "new"]


def test_a_list_needs_a_name(con):
    sheet = sheets.read((SAMPLES / "restrictions.csv").read_bytes())
    with pytest.raises(Invalid, match="whose list"):
        import_restrictions.plan(con, sheet, [], TODAY, " ")


@pytest.mark.parametrize(
    ("column", "said", "bounds"),
    [
        ("Hardcover?", "No", {"no_hardcover": True}),
        ("Hardcover?", "no hardbacks", {"no_hardcover": True}),
        ("New/Used", "NEW ONLY", {"new_only": True}),
        ("Condition", "New", {"new_only": True}),
        ("Max # books", "5 per month", {"max_items": 5}),
        ("Max # books", "Max 3 books; new only", {"max_items": 3, "new_only": True}),
        ("Limit", "two or three", {}),
        ("Vendor", "Amazon only", {"approved_vendors_only": True}),
        ("Books accepted?", "NO - tablets only", {"refuses_all": True}),
        ("Books accepted?", "New only", {"new_only": True}),
        ("Books accepted?", "ask the chaplain", {}),
        ("Notes", "paperbacks only, max. 2 lbs", {"paperback_only": True}),
        ("Rules", "no more than 4 at a time; no more than 10 pages of letters", {"max_items": 4}),
    ],
)
def test_a_rule_in_words_is_never_dropped_and_sets_what_it_says(column, said, bounds):
    sheet = sheets.read(f'Institution,ST,{column}\nAlder,TX,"{said}"\n'.encode())
    [row] = import_restrictions.read_rows(
        sheet, import_restrictions.KIND.recognised(sheet), import_restrictions.texts(sheet.columns)
    )
    found = {name: value for name, value in row.rule.items() if value and name not in ("text", "max_weight_oz")}
    assert found == bounds and (row.rule["text"] == said or said in ("No", "New"))
    assert row.rule["text"] in ("", said) and (column in ("Notes", "Rules") or not row.rule["text"] or row.notes)


@pytest.mark.parametrize(
    ("column", "said"),
    [("Books accepted?", "Yes"), ("Hardcover?", "y"), ("Max # books", "no limit"), ("Max # books", "none"), ("Vendor", "Any"),
     ("New/Used", "either"), ("New/Used", "New or used"), ("Hardcover?", "FALSE"), ("Notes", "n.a."), ("Notes", "not new only")],
)  # fmt: skip
def test_words_that_bound_nothing_are_no_rule(column, said):
    sheet = sheets.read(f"Institution,ST,{column}\nAlder,TX,{said}\n".encode())
    [row] = import_restrictions.read_rows(
        sheet, import_restrictions.KIND.recognised(sheet), import_restrictions.texts(sheet.columns)
    )
    assert not any(value for name, value in row.rule.items() if name != "text")
    assert row.rule["text"] == (said if said == "not new only" else "")


# ---- the same place in another spelling ---------------------------------------------------------

THERE = "name,state,city,street,zip\nAlder Correctional Center,TX,Sampleton,100 Example Road,75001\n"


@pytest.mark.parametrize(
    "row",
    [
        "Alder Corr. Ctr.,TX,Sampleton,,",
        "ALDER CORRECTIONAL CTR,TX,,100 Example Rd,75001-1234",
        "Alder Unit,TX,Sampleton,100 EXAMPLE RD.,75001",
    ],
)
def test_the_same_place_in_another_spelling_is_the_same_and_is_called_so_from_then_on(con, row):
    imported(con, THERE)
    text = f"name,state,city,street,zip\n{row}\n"
    assert imported(con, text).new == 0
    assert facilities.aliases(con, on_file(con, "Alder Correctional Center").id) == [row.split(",")[0]]
    again = imported(con, text)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)


@pytest.mark.parametrize(
    "rows",
    [
        "Birch Unit,TX,Sampleton,100 Example Road,75001",
        "Alder Unit,TX,Othertown,9 Other Street,79999",
        "Alder Unit A,TX,Sampleton,100 Example Rd,75001\nAlder Unit B,TX,Sampleton,100 Example Rd,75001",
    ],
)
def test_what_only_shares_an_address_or_a_name_is_another_place(con, rows):
    imported(con, THERE)
    assert imported(con, f"name,state,city,street,zip\n{rows}\n").new == len(rows.split("\n"))


def test_an_abbreviation_alone_changes_nothing(con):
    imported(con, THERE)
    result = imported(con, THERE.replace("Example Road", "EXAMPLE RD."))
    assert (result.changed, result.unchanged) == (0, 1)


@pytest.mark.parametrize("name", ["STATEWIDE", "State-wide (all units)", "All facilities"])
def test_a_row_about_the_whole_state_is_no_facility(con, name):
    plan = planned(con, f"name,state,city\n{name},TX,\n")
    assert plan.rows[0].what == "rejected" and "whole state" in plan.rows[0].why
    [row] = asked(con, data=f"name,state,max books\n{name},TX,3\n".encode()).rows
    assert row.what == "rejected" and "whole state" in row.why


def test_a_choice_is_remembered_as_another_name(con):
    sample(con)
    import_restrictions.save(con, asked(con, {5: on_file(con, "Alder").id}))
    assert "Alder North Unit" in facilities.aliases(con, on_file(con, "Alder").id)
    again = asked(con)
    assert next(row for row in again.rows if row.number == 5).facility_id == on_file(con, "Alder").id


def test_what_a_list_says_to_write_first_is_no_street():
    found = facility_cleaning.address(
        "Inmate Name, ID #\nAlder Unit\n200 Second Road\nOthertown, CA 93001-1234", "", "CA", "", "Alder Unit"
    )
    assert (found.street, found.city, found.zip) == ("200 Second Road", "Othertown", "93001-1234")


def test_words_for_nothing_are_nothing(con):
    plan = planned(con, "name,state,city,street,zip\nAlder Unit,TX,n.a.,NOT AVAILABLE,-999\n")
    assert [plan.rows[0].values[name] for name in ("street", "city", "zip")] == ["", "", ""]


def test_an_only_address_is_where_everything_goes(con):
    plan = planned(con, "name,state,mailing_address,mailing_city,mailing_zipcode\nAlder Unit,TX,1 Road,Sampleton,75001\n")
    assert [plan.rows[0].values[name] for name in ("street", "city", "zip", "mail_street")] == [
        "1 Road",
        "Sampleton",
        "75001",
        "",
    ]
