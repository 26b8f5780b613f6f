"""Templates of letters: a stranger's file, checked; the program's own or the given one."""

import io
import zipfile

import pytest
from docx import Document
from jinja2 import nodes
from letter_samples import TODAY, a_docx, changed

from bfp.appeals.letters import letter_templates
from bfp.appeals.letters.letter_fields import FIELDS, LIST_SAYS, LISTS
from bfp.base import history
from bfp.base.errors import Conflict, Invalid, NotFound
from bfp.documents import docx_filling, docx_opening

GOOD = a_docx("Dear {{ official }},", "{%p for one in incidents %}", "{{ one.title }}", "{%p endfor %}")


def refused(*paragraphs):
    with pytest.raises(Invalid) as error:
        letter_templates.check(a_docx(*paragraphs), "letter.docx")
    assert error.value.field == "template"
    return str(error.value)


@pytest.mark.parametrize("kind", letter_templates.KINDS)
def test_each_given_template_can_be_filled_in(con, kind):
    found = letter_templates.in_force(con, kind)
    assert found.origin == "the given one"
    letter_templates.check(found.content)


def test_every_list_is_explained():
    assert list(LIST_SAYS) == list(LISTS)
    assert all(FIELDS.values()) and all(says for inside in LISTS.values() for says in inside.values())


def test_an_edited_template_is_in_force_until_the_given_one_is_again(con):
    given = letter_templates.in_force(con, "content").content
    letter_templates.save(con, "content", GOOD, "mine.docx", TODAY)
    own = letter_templates.in_force(con, "content")
    assert (own.content, own.origin) == (GOOD, "the program's own, 23 Nov 2026 by Ada")
    assert letter_templates.in_force(con, "rule").edited_on is None
    assert letter_templates.origins(con)["content"] == own.origin
    letter_templates.restore(con, "content")
    assert letter_templates.in_force(con, "content").content == given
    said = list(history.of(con, "letter template", 2)["what"])
    assert said[1].startswith("content: the given one → mine.docx")


def test_a_template_that_is_in_force_is_not_saved_again(con):
    given = letter_templates.in_force(con, "content").content
    with pytest.raises(Conflict, match="unchanged"):
        letter_templates.save(con, "content", given, "content.docx", TODAY)
    with pytest.raises(Conflict, match="in force already"):
        letter_templates.restore(con, "content")


def test_there_are_only_the_kinds_that_are_listed(con):
    with pytest.raises(NotFound, match="no notice, missing mail"):
        letter_templates.in_force(con, "../content")


# ---- fields -------------------------------------------------------------------------------------


def test_an_unknown_field_is_named_with_those_that_there_are():
    said = refused("Dear {{ offical }},")
    assert "There is no field called offical." in said
    assert "official" in said and "incidents" in said


def test_an_unknown_field_in_a_footer_is_found_too():
    made, kept = Document(io.BytesIO(GOOD)), io.BytesIO()
    made.sections[0].footer.paragraphs[0].text = "{{ pagenumber }}"
    made.save(kept)
    with pytest.raises(Invalid, match="There is no field called pagenumber"):
        letter_templates.check(kept.getvalue())


def test_a_field_broken_over_runs_by_the_word_processor_is_read_whole():
    made, kept = Document(), io.BytesIO()
    paragraph = made.add_paragraph()
    for piece in ("{", "{ offi", "cial }", "}"):
        paragraph.add_run(piece).bold = True
    made.save(kept)
    letter_templates.check(kept.getvalue())


@pytest.mark.parametrize(
    ("paragraphs", "sentence"),
    [
        (("{{ one.title }}",), "one is not known here"),
        (("{{ facility.name }}",), "facility has nothing behind a dot"),
        (("{{ incidents }}",), "incidents is a list: write"),
        (("{%p for one in incidents %}", "{{ one }}", "{%p endfor %}"), "Say what of one is meant, such as one.number"),
        (("{%p for one in incidents %}", "{{ one.colour }}", "{%p endfor %}"), "There is no colour in one. It has: number"),
        (("{%p for one in incidents %}", "{{ one.pages }}", "{%p endfor %}"), "pages is a list"),
        (("{%p for one in facility %}", "{{ one }}", "{%p endfor %}"), "facility is no list"),
        (("{%p for one in readers %}", "{{ one }}", "{%p endfor %}"), "readers is not known. The lists are"),
        (("{%p for facility in copies %}", "{{ facility }}", "{%p endfor %}"), "facility is the name of a field"),
        (("Dear {{ official",), "stands without its other half"),
        (("{%p if official %}", "Dear"), "written wrongly"),
        (("{{ official }", "and more }}"), "written wrongly"),
        (("{{r official }}",), "can't be used"),
        (("{% colspan official %}",), "can't be used"),
        (("Just words.",), "has no field"),
    ],
)
def test_a_slip_in_a_template_is_explained(paragraphs, sentence):
    assert sentence in refused(*paragraphs)


def test_an_if_that_begins_in_a_table_and_ends_below_it_is_refused():
    made, kept = Document(), io.BytesIO()
    made.add_table(1, 1).cell(0, 0).text = "{% if official %}Dear"
    made.add_paragraph("{{ official }}{% endif %}")
    made.save(kept)
    with pytest.raises(Invalid, match="begins in one paragraph and ends in another"):
        letter_templates.check(kept.getvalue())


ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ official.__class__ }}",
    "{{ official.upper() }}",
    "{{ official|attr('__class__') }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__ }}",
    "{{ config }}",
    "{{ 'a' * 1000000000 }}",
    "{{ range(10) }}",
    "{{ incidents[0] }}",
    "{{ official if official else program }}",
    "{% for one in incidents %}{{ one.__class__ }}{% endfor %}",
    "{% for one in incidents %}{{ one.items() }}{% endfor %}",
    "{% for one in incidents %}{{ one.keys }}{% endfor %}",
    "{% for one in [1, 2] %}{{ one }}{% endfor %}",
    "{% set x = official %}{{ x }}",
    "{% import 'os' as os %}{{ os }}",
    "{% include '/etc/passwd' %}{{ official }}",
    "{% macro m() %}{{ official }}{% endmacro %}",
    "{% if official.__class__ %}x{% endif %}",
    "{% if 9**9**9 %}{{ official }}{% endif %}",
    "{% for one in incidents recursive %}{{ loop(one.pages) }}{% endfor %}",
    "{% for one in incidents %}{{ loop.__class__ }}{% endfor %}",
    "{% filter upper %}{{ official }}{% endfilter %}",
]


@pytest.mark.parametrize("tag", ESCAPES)
def test_a_template_that_reaches_for_more_than_fields_is_refused(tag):
    assert refused("{{ facility }}", tag)


def test_only_kinds_of_nodes_that_name_something_are_allowed():
    named = {nodes.Template, nodes.TemplateData, nodes.Output, nodes.If, nodes.For, nodes.Not, nodes.And, nodes.Or}
    assert set(docx_filling.WITHIN) == named | {nodes.Name, nodes.Getattr}
    assert all(set(inside) <= set(docx_filling.WITHIN) for inside in docx_filling.WITHIN.values())


def test_lists_go_two_deep_and_no_deeper():
    deep = "{% for a in incidents %}{% for b in a.pages %}{{ b }}{% endfor %}{% endfor %}"
    letter_templates.check(a_docx(deep))
    assert "At most two" in refused(deep.replace("{{ b }}", "{% for c in copies %}{{ c }}{% endfor %}"))


def test_more_fields_than_any_letter_has_are_refused_at_once():
    assert "More than 400 fields" in refused("{{ facility }} " * 500)


# ---- the file -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is no Word document"),
        (b"MZ\x90\x00", "is no Word document"),
        (b"\xd0\xcf\x11\xe0old", "an old Word document"),
        (b"PK\x03\x04broken", "it is damaged"),
        (GOOD[: len(GOOD) // 2], "it is damaged"),
        (GOOD + b"\x00" * 2_100_000, "at most 2 MB"),
        (changed(GOOD, "word/vbaProject.bin", new=b"macro"), "holds a macro"),
        (changed(GOOD, "word/embeddings/thing.xlsx", new=b"sheet"), "or another file"),
        (changed(GOOD, "word/document.xml", b"<w:body>", b"<w:body><w:altChunk/>"), "another document inside"),
        (changed(GOOD, "word/document.xml", b"<w:document", b"<!DOCTYPE x [<!ENTITY a 'b'>]><w:document"), "no word processor"),
        (changed(GOOD, "word/document.xml", b"<w:r>", b"<w:r><w:instrText>DDEAUTO c:\\\\x</w:instrText>"), "fetches other files"),
        (changed(GOOD, "word/document.xml", b"<w:p>", b'<w:p><w:ins w:id="1"><w:r/></w:ins>'), "tracked changes"),
    ],
)
def test_a_file_that_is_no_plain_word_document_is_refused(content, sentence):
    with pytest.raises(Invalid, match=sentence):
        letter_templates.check(content, "letter.docx")


@pytest.mark.parametrize(
    "part",
    ["word/vbaData.xml", "word/activeX/activeX1.xml", "word/printer1.bin", "word/embeddings/a.docx", "word/afchunk.htm",
     "word/script.js", "word/media/run.exe", "xl/workbook.xml", "../word/document.xml", "word/unheard-of.xml", "a"],
)  # fmt: skip
def test_a_part_that_no_letter_has_is_refused(part):
    with pytest.raises(Invalid, match="holds a macro or another file"):
        letter_templates.check(changed(GOOD, part, new=b"<x/>"), "letter.docx")


@pytest.mark.parametrize(
    "part",
    ["word/theme/theme2.xml", "docProps/thumbnail2.jpeg", "docProps/custom.xml", "customXml/item9.xml", "word/people.xml",
     "word/commentsExtended.xml", "word/media/image1.png", "customXml/_rels/item9.xml.rels", "word/glossary/styles.xml"],
)  # fmt: skip
def test_parts_that_word_processors_save_are_let_in(part):
    letter_templates.check(changed(GOOD, part, new=b"<x/>"), "letter.docx")


def test_a_template_that_takes_something_from_elsewhere_is_refused():
    target = b'<Relationship Id="rId99" TargetMode="External" Target="http://example.org/x.png" '
    kind = b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>'
    with pytest.raises(Invalid, match=r"from elsewhere \(http://example.org"):
        letter_templates.check(changed(GOOD, "word/_rels/document.xml.rels", b"</Relationships>", target + kind))


def test_a_file_that_unpacks_without_end_is_refused_before_it_is_unpacked():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", b" " * 30_000_000)
    assert len(made.getvalue()) < 100_000
    with pytest.raises(Invalid, match="far larger inside"):
        letter_templates.check(made.getvalue(), "letter.docx")


def test_another_office_file_is_no_letter():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(Invalid, match="is no Word document"):
        letter_templates.check(made.getvalue())


def test_the_same_document_is_the_same_file():
    once, again = (docx_opening.packed(Document(io.BytesIO(GOOD))) for _ in range(2))
    assert once == again
