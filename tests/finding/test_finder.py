
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bfp.bench import finder as bench
from bfp.finding.finder import Directory, Hit, Listing

# All invented; the form is that of real directories.
TOWNS = "Adlam Birch Cobble Dorset Elmwick Farrow Gantry Hollin Inver Jarrow"
SYLLABLES = "ba ko ri mon tel var sho quin der fal wick ton mer gra ple sun ost hul"
COMMON = "correctional facility state prison county jail unit 2 ny st of and ci harlow wexford 93212 é ’"

PLACES = [
    Listing(1, "Harlow Correctional Institution", (), "FL", "Brant", "32301", "state"),
    Listing(2, "Harlow Correctional Institution", (), "NC", "Tamsin", "27501", "state"),
    Listing(3, "Harlow Juvenile Detention Center", (), "FL", "Brant", "32301", "county"),
    Listing(4, "Ostrava State Prison", ("Old Ostrava Farm",), "CA", "Millbrook", "93210", "state"),
    Listing(5, "California Womens Colony", (), "CA", "Quillan", "93999", "state"),
    Listing(6, "California State Prison Merrow", (), "CA", "Merrow", "93212", "state"),
    Listing(7, "Pellinore Bay State Prison", (), "CA", "Crestline", "95531", "state"),
    Listing(8, "Wexford Correctional Institution", (), "WI", "Wexford", "53963", "state"),
    Listing(9, "Western Reception Diagnostic and Correctional Center", (), "MO", "Saint Alder", "64501", "state"),
    Listing(10, "Vandermeer Correctional Center", (), "IL", "Vandermeer", "62471", "state"),
    Listing(11, "Bickle Correctional Facility", (), "AL", "Brenton", "35034", "state"),
    Listing(12, "ICE Oak Prairie Processing Center", (), "LA", "Oak Prairie", "70576", "immigration"),
    Listing(13, "Talmadge Federal Correctional Institution", (), "AL", "Talmadge", "35160", "federal"),
    Listing(14, "Ashgrove United States Penitentiary", (), "GA", "Ashgrove", "30315", "federal"),
    Listing(15, "Corran Metropolitan Detention Center", (), "NY", "Corran", "11232", "federal"),
    Listing(16, "Corran County Jail", (), "NY", "Corran", "11232", "county"),
    Listing(17, "Saint Odile Correctional Center", (), "WI", "Saint Odile", "54025", "state"),
    Listing(18, "Mount Felix Correctional Facility", (), "NY", "Felix", "10549", "state"),
    Listing(19, "Fort Wendell Work Camp", (), "TX", "Wendell", "76101", "state"),
    Listing(20, "Jasper 3 Unit", (), "TX", "Richfield", "77406", "state"),
    Listing(21, "Jasper 2 Unit", (), "TX", "Richfield", "77406", "state"),
    Listing(22, "North Kerrow State Prison", (), "CA", "Delmar", "93215", "state"),
    Listing(23, "Lake Ellery Correctional Institution", (), "OH", "Conway", "44030", "state"),
    Listing(24, "Central Office Headquarters", (), "OH", "Columbia", "43215", "state"),
    Listing(25, "Halden County Jail", (), "TX", "Halden", "75001", "county"),
    Listing(26, "Bledsow County Correctional Complex", (), "TN", "Pikefield", "37367", "state"),
    Listing(27, "Dunmore Medium Security Facility", (), "DE", "Dunmore", "19901", "state"),
    Listing(28, "Northwest Idara Reentry Center", (), "ID", "Idara", "83201", "state"),
    Listing(29, "Pima Verde Womens Facility", (), "AZ", "Verde", "85701", "state"),
    *(Listing(100 + at, f"{town} Correctional Facility", (), "NY", town, f"12{at:03d}", "state")
      for at, town in enumerate(TOWNS.split())),
]  # fmt: skip
DIRECTORY = Directory(PLACES)
NAMES = {place.id: place.name for place in PLACES}


def first(text: str, state: str | None = None) -> int | None:
    hits = DIRECTORY.find(text, state=state)
    return hits[0].id if hits else None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Wexford CI", 8),
        ("Wexford C.I.", 8),
        ("Wexford Corr. Inst.", 8),
        ("Bickle CF", 11),
        ("Vandermeer CC", 10),
        ("Vandermeer Corr Ctr", 10),
        ("Ostrava SP", 4),
        ("FCI Talmadge", 13),
        ("Talmadge F.C.I.", 13),
        ("USP Ashgrove", 14),
        ("MDC Corran", 15),
        ("Corran Co. Jail", 16),
        ("Halden Cnty Jail", 25),
        ("Dunmore Med. Sec. Fac.", 27),
        ("Harlow JDC", 3),
    ],
)
def test_abbreviations_are_understood(written, meant):
    assert first(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("St. Odile CC", 17),
        ("Mt Felix", 18),
        ("Ft. Wendell WC", 19),
        ("N. Kerrow State Prison", 22),
        ("N Kerrow", 22),
        ("NW Idara", 28),
        ("Northwestern Idara Re-Entry", 28),
    ],
)
def test_saints_mountains_forts_and_compass_points_may_be_short(written, meant):
    assert first(written) == meant


@pytest.mark.parametrize(
    "written", ["580-WEXFORD CI", "WEX-WEXFORD CORRECTIONAL INSTITUTION", "0 WEXFORD", "WCI WEXFORD CI"]
)
def test_a_code_in_front_is_passed_over(written):
    assert first(written) == 8


def test_a_code_in_front_of_a_name_with_common_words_is_passed_over():
    assert first("MER-CA STATE PRISON MERROW") == 6
    assert first("OST-OSTRAVA STATE PRISON") == 4


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("WEXFORDCORRECTIONAL INSTITUTION", 8),
        ("CASTATEPRISONMERROW", 6),
        ("PELLINOREBAYSTATEPRISON", 7),
        ("PELLINOREBAY", 7),
        ("VANDERMEER CORRECTIONAL C ENTER", 10),
        ("PELLI NORE BAY", 7),
    ],
)
def test_words_run_together_or_broken_up_are_understood(written, meant):
    assert first(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("WRDCC", 9),
        ("WRDCC ST ALDER", 9),
        ("CWC", 5),
        ("LECI", 23),
        ("LAECI", 23),
        ("BCCX", 26),
        ("NWIRC", 28),
        ("PBSP", 7),
    ],
)
def test_the_initials_of_a_whole_name_find_it(written, meant):
    assert first(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"), [("VANDERMEER", 10), ("bickle", 11), ("pellinore", 7), ("ostrava", 4), ("colony", 5)]
)
def test_the_distinctive_word_alone_finds_it(written, meant):
    assert first(written) == meant


def test_a_town_and_state_behind_the_name_do_no_harm():
    assert first("ICE OAK PRAIRIE PROCESSING CENTER OAK PRAIRIE LA") == 12
    assert first("Wexford Correctional Institution, Wexford, WI 53963") == 8
    assert first("Bickle CF - Brenton - Alabama") == 11


@pytest.mark.parametrize("written", ["WOMENÃ…S", "Womenâ€™s", "Women's", "WOMENÄÔS", "Women s", "Womens’", "Woman"])
def test_apostrophes_plurals_and_broken_encodings_do_no_harm(written):
    assert first(f"California {written} Colony") == 5


@pytest.mark.parametrize(
    "written", ["Pelinore Bay", "Pellinroe Bay", "ellinore Bay State Prison", "Pellinore Bey", "PELLINORE BAYY"]
)
def test_typing_errors_are_forgiven(written):
    assert first(written) == 7


@pytest.mark.parametrize("written", ["Jasper III", "Jasper 3", "JASPER THREE UNIT", "Jasper III Unit State Prison"])
def test_numerals_may_be_written_three_ways(written):
    assert first(written) == 20


@pytest.mark.parametrize(
    "written", ["WEXFORD CORRECTIONAL INSTITUTION TOTAL NOW CLOSED AS OF 2021", "wexford (main unit) - secure"]
)
def test_extra_words_do_no_harm(written):
    assert first(written) == 8


def test_common_words_weigh_less_than_distinctive_ones():
    # Six words in common with others, one word of its own.
    assert first("Bickle State County Center Prison Jail Institution") == 11


def test_an_alias_finds_the_facility_and_is_named():
    [hit, *_] = DIRECTORY.find("old ostrava farm")
    assert hit == Hit(4, 99.9, "Old Ostrava Farm", sure=True)


@pytest.mark.parametrize("typed", ["pel", "pelli", "pellinore b", "Pellinore Bay St", "pellinore bay state pri"])
def test_it_finds_while_typing(typed):
    assert first(typed) == 7


@pytest.mark.parametrize("typed", ["93212", "93212-1234", " 93212 "])
def test_a_zip_finds_the_facility_there(typed):
    assert first(typed) == 6


def test_the_beginning_of_a_zip_finds_all_facilities_there():
    assert {hit.id for hit in DIRECTORY.find("932")} == {4, 6, 22}
    assert [hit.id for hit in DIRECTORY.find("9321", state="CA", limit=1)] == [4]


def test_a_town_finds_all_facilities_in_it():
    assert {1, 3} <= {hit.id for hit in DIRECTORY.find("Brant")[:2]}
    assert {hit.id for hit in DIRECTORY.find("Richfield TX")[:2]} == {20, 21}
    assert first("millbr") == 4


def test_a_state_in_the_text_is_a_strong_hint():
    assert first("Harlow NC") == 2
    assert first("Harlow FL") == 1
    assert first("Harlow Correctional North Carolina") == 2


def test_a_state_in_the_text_is_not_a_rule():
    assert first("Wexford CI FL") == 8


def test_a_given_state_is_a_filter():
    assert first("Harlow", state="NC") == 2
    assert first("Harlow", state="North Carolina") == 2
    assert all(PLACES[[place.id for place in PLACES].index(hit.id)].state == "NY"
               for hit in DIRECTORY.find("correctional facility", state="NY"))  # fmt: skip


def test_a_given_state_that_has_nothing_like_it_gives_way():
    assert first("Pellinore Bay State Prison", state="DE") == 7
    assert first("Pellinore Bay", state="HI") == 7


def test_the_system_may_be_part_of_what_is_written():
    assert first("Talmadge federal prison") == 13


def test_equal_scores_are_ordered_by_id():
    ids = [hit.id for hit in DIRECTORY.find("Harlow Correctional Institution")]
    assert ids[:2] == [1, 2]
    turned = Directory(reversed(PLACES))
    assert [hit.id for hit in turned.find("Harlow Correctional Institution")] == ids


def test_nothing_typed_finds_nothing():
    assert DIRECTORY.find("") == [] == DIRECTORY.find("  - ")
    assert Directory([]).find("harlow") == []
    assert DIRECTORY.find("zzyzx qqq") == []


def test_a_facility_without_letters_in_its_name_does_no_harm():
    directory = Directory(
        [*PLACES, Listing(900, "---"), Listing(901, ""), Listing(902, "12345", ("",), None, None, None)]
    )
    assert directory.find("---")[0].id == 900
    assert directory.find("12345")[0].id == 902
    assert directory.find("wexford")[0].id == 8


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_the_official_name_is_always_first(place):
    for written in (place.name, place.name.upper(), place.name.lower()):
        [hit, *_] = DIRECTORY.find(written)
        assert (NAMES[hit.id], hit.score) == (place.name, 100)
    assert DIRECTORY.find(place.name, state=place.state)[0].id == place.id


TYPED = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(COMMON.split()), max_size=8).map(" ".join))


@settings(deadline=None, max_examples=200)
@given(TYPED, st.sampled_from([None, "", "NY", "texas", "Nowhere"]))
def test_anything_may_be_typed(text, state):
    hits = DIRECTORY.find(text, state=state, limit=5)
    assert len(hits) <= 5
    assert all(0 < hit.score <= 100 for hit in hits)
    assert len({hit.id for hit in hits}) == len(hits)
    assert hits == DIRECTORY.find(text, state=state, limit=5)


@settings(deadline=None, max_examples=50)
@given(st.lists(TYPED, min_size=1, max_size=6))
def test_whatever_a_facility_is_called_its_own_name_finds_it(names):
    directory = Directory(Listing(at, name) for at, name in enumerate(names))
    for name in names:
        hits = directory.find(name)
        assert not name.strip() or names[hits[0].id].strip().casefold() == name.strip().casefold()


# ---- the benchmark ----------------------------------------------------------------------------


def test_the_benchmark_counts_what_is_right_first(tmp_path):
    (tmp_path / "directory.csv").write_text(
        "Facility.ID,State,Name,Jurisdiction,City,Zipcode\n"
        "1,Florida,HARLOW CORRECTIONAL INSTITUTION,state,BRANT,32301\n"
        "2,Florida,BICKLE CORRECTIONAL FACILITY,state,NA,NA\n"
    )
    (tmp_path / "spellings.csv").write_bytes(
        "Facility.ID,State,xwalk_name_raw,xwalk_name_clean,Jurisdiction\n"
        "1,Florida,580-HARLOW CI,HARLOW CORRECTIONAL INSTITUTION,state\n"
        "1,Florida,harlow correctional institution,HARLOW CORRECTIONAL INSTITUTION,state\n"
        "2,Florida,BICKLÉ,BICKLE CORRECTIONAL FACILITY,state\n"
        "9,Florida,NOT LISTED,NOT IN THE DIRECTORY,state\n".encode("cp1252")
    )
    said = []
    figures = bench.run(tmp_path, say=said.append)
    assert said[0].startswith("2 spellings of 2 facilities")
    assert figures["right first"]["value"] == 100
    assert set(figures["look-up"]) == {"value", "unit", "baseline", "ratio"}


# ---- what is sure -----------------------------------------------------------------------------

TWINS = Directory([
    *PLACES,
    Listing(201, "Merribel Correctional Institution", (), "FL", "Ossary", "32111", "state"),
    Listing(202, "Merribel Correctional Institution Annex", (), "FL", "Ossary", "32111", "state"),
    Listing(203, "Lee Harrowdale State Prison", (), "GA", "Tansy", "31701", "state"),
    Listing(204, "Orrin County Jail", (), "FL", "Orrin", "32801", "county"),
    Listing(205, "Willow Run Camp", ("Old Mill Farm",), "OH", "Vandry", "43001", "federal"),
])  # fmt: skip


def sure(text: str, state: str | None = None) -> int | None:
    found = [hit.id for hit in TWINS.find(text, state=state) if hit.sure]
    assert len(found) < 2
    return found[0] if found else None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Merribel Correctional Institution", 201),
        ("merribel ci", 201),
        ("MERRIBEL CORR. INST.", 201),
        ("Merribel Annex", 202),
        ("Orrin County Jail, FL", 204),
        ("Old Mill", 205),  # words of its own
        ("willow run oh", 205),
        ("Vandry", 205),  # the only one in the town
        ("43001", 205),
        ("FCI Talmadge", 13),
        ("Jasper III Unit", 20),
    ],
)
def test_a_facility_is_sure_by_its_name_its_own_words_its_town_or_zip(typed, meant):
    assert sure(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "Merribel",  # the prison or its annex
        "Nowhere County Jail",
        "Orrin County Jail, CA",
        "Lee State Prison",  # not Lee Harrowdale State Prison
        "Vandry Correctional Center",  # not whatever is in that town
        "Orrin Jail",
        "Willow Rum",  # misspelt
        "Willo",  # begun
        "county jail",
        "jail",
        "FL",
        "OCJ",
        "Harlow Correctional Institution",  # in two states
        "321",
    ],
)
def test_no_facility_is_sure_for_what_may_be_another(typed):
    assert sure(typed) is None


def test_within_a_state_its_only_one_is_sure_and_another_states_never():
    assert sure("Harlow Correctional Institution", "NC") == 2
    assert sure("Willow Run Camp", "TX") is None


@settings(deadline=None, max_examples=200)
@given(TYPED)
def test_at_most_one_facility_is_sure(text):
    assert sum(hit.sure for hit in DIRECTORY.find(text)) <= 1
