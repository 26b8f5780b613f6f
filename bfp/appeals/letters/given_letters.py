# ruff: noqa: E501 (letters read better in whole lines)
"""The letters of appeal to begin with: plain texts with fields, every one to be checked by the program's lawyers.

Law stands in them only where a citation's own holding is filled in. Each is made into a Word document that the program's
legal volunteers edit. A line is (look, words); a table is ("table", heads, widths, list, cells).
"""

import functools
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt

from bfp.documents import docx_opening

HEAD = (
    ("program", "{{ program }}"),
    ("address", "{%p if return_address %}"),
    ("address", "{{ return_address }}"),
    ("address", "{%p endif %}"),
    ("date", "{{ date }}"),
    ("address", "{{ addressee }}"),
)
GREETING = ("plain", "{% if official %}Dear {{ official }}:{% else %}To whom it may concern:{% endif %}")
READER = "{% if one.reader %}, addressed to {{ one.reader }}{% if one.reader_number %} ({{ one.reader_number }}){% endif %}{% endif %}"
MAILED = (
    "{{ one.description }}{% if one.mailed %}, mailed on {{ one.mailed }}{% endif %}"
    "{% if one.parcel %} in parcel {{ one.parcel }}{% endif %} to {{ one.facility }}"
)
REBUTTALS = (
    ("if", "{%p if rebuttals %}"),
    ("heading", "On the reason given"),
    ("for", "{%p for rebuttal in rebuttals %}"),
    ("plain", "On “{{ rebuttal.reason }}”: {{ rebuttal.text }}"),
    ("for", "{%p endfor %}"),
    ("if", "{%p endif %}"),
)
CITATIONS = (
    ("if", "{%p if citations %}"),
    ("heading", "Decisions of courts that we refer to"),
    ("for", "{%p for citation in citations %}"),
    ("bullet", "{{ citation.full }}{% if citation.holding %}: {{ citation.holding }}{% endif %}"),
    ("for", "{%p endfor %}"),
    ("if", "{%p endif %}"),
)
RULE = (
    ("if", "{%p if rule_text %}"),
    ("plain", "The rule of appeal that we go by{% if rule_source %} ({{ rule_source }}){% endif %}: {{ rule_text }}"),
    ("if", "{%p endif %}"),
)
END = (
    ("last", "Please answer in writing to the address above{% if appeal_number %} and name our reference, appeal "
              "{{ appeal_number }}{% endif %}. Thank you for your attention."),
    ("sign", "Sincerely,"),
    ("signed", "{{ program }}"),
    ("if", "{%p if copies %}"),
    ("copies", "Copies to:"),
    ("for", "{%p for copy in copies %}"),
    ("bullet", "{{ copy }}"),
    ("for", "{%p endfor %}"),
    ("if", "{%p endif %}"),
)  # fmt: skip
STOPPED = (
    ("for", "{%p for one in incidents %}"),
    ("number", f"{MAILED}{READER}."),
    ("under", "Notice{% if one.notice %} dated {{ one.notice }}{% else %} without a date{% endif %}, received by us on "
              "{{ one.received }}."),
    ("if", "{%p if one.reason %}"),
    ("under", "Reason stated: “{{ one.reason }}”"),
    ("if", "{%p endif %}"),
    ("if", "{%p if one.new_reason %}"),
    ("under", "Reason stated later instead: “{{ one.new_reason }}”"),
    ("if", "{%p endif %}"),
    ("if", "{%p if one.rule %}"),
    ("under", "Rule cited: {{ one.rule }}"),
    ("if", "{%p endif %}"),
)  # fmt: skip
LETTERS = {
    "no notice": (
        *HEAD,
        ("subject", "Re: Mail not delivered, and no notice received: {{ titles }}"),
        GREETING,
        ("plain", "We mailed the following to {{ facility }}. As we have learned, it was not delivered. We have received no notice "
                  "that it was refused, and no reason."),
        ("for", "{%p for one in incidents %}"),
        ("number", f"{MAILED}{READER}. We learned of it on {{{{ one.received }}}}."),
        ("for", "{%p endfor %}"),
        ("plain", "We ask you to tell us in writing, for each item:"),
        ("bullet", "whether it was refused, on what day, and by whom it was decided;"),
        ("bullet", "the reason, the rule that it is taken from, and the pages that are meant;"),
        ("bullet", "where the item is now;"),
        ("bullet", "whether the addressee was notified, and on what day;"),
        ("bullet", "to whom, and until what day, an appeal can be made."),
        ("plain", "Please keep each item until this is settled, and count the time for an appeal from the day on which we receive "
                  "your notice."),
        *REBUTTALS, *CITATIONS, *END,
    ),
    "missing mail": (
        *HEAD,
        ("subject", "Re: Missing mail: {{ titles }}"),
        GREETING,
        ("plain", "We mailed the following to {{ facility }}. As far as we know it was not delivered. It has not come back to us, "
                  "and we have received no notice about it."),
        ("for", "{%p for one in incidents %}"),
        ("number", f"{MAILED}{READER}."),
        ("for", "{%p endfor %}"),
        ("plain", "Please look for each item in your mail room and its records, and tell us in writing:"),
        ("bullet", "whether it arrived, and on what day;"),
        ("bullet", "whether it was delivered, refused, stored or returned, on what day, and why;"),
        ("bullet", "whom we should write to if you have no record of it."),
        ("plain", "If an item is still with you, we ask that it be delivered."),
        *REBUTTALS, *CITATIONS, *END,
    ),
    "content": (
        *HEAD,
        ("subject", "Re: Appeal of the refusal of {{ titles }}"),
        GREETING,
        ("plain", "We appeal the decision to refuse the following, which we mailed to {{ facility }}:"),
        *STOPPED,
        ("if", "{%p if one.pages %}"),
        ("under", "On the pages cited:"),
        ("for", "{%p for page in one.pages %}"),
        ("page", "{{ page }}: {{ blank }}{{ blank }}{{ blank }}"),
        ("for", "{%p endfor %}"),
        ("if", "{%p endif %}"),
        ("for", "{%p endfor %}"),
        *REBUTTALS, *CITATIONS, *RULE,
        ("plain", "We ask that an official who took no part in the first decision look at each page cited, and at the publication as "
                  "a whole, and that it be delivered. If any part of the decision stands, please tell us for each page what the "
                  "reason is, and how the decision can be taken further."),
        *END,
    ),
    "rule": (
        *HEAD,
        ("subject", "Re: Appeal of the refusal of {{ titles }}"),
        GREETING,
        ("plain", "We appeal the decision to refuse the following under a rule about how publications are sent, not about what they "
                  "say. We mailed it to {{ facility }}:"),
        *STOPPED,
        ("for", "{%p endfor %}"),
        ("if", "{%p if restrictions %}"),
        ("plain", "The rules on mail that we have on file:"),
        ("for", "{%p for rule in restrictions %}"),
        ("bullet", "{{ rule.text }}{% if rule.source %} ({{ rule.source }}){% endif %}"),
        ("for", "{%p endfor %}"),
        ("if", "{%p endif %}"),
        *REBUTTALS, *CITATIONS, *RULE,
        ("plain", "We ask that the decision be reviewed and the items be delivered. If it stands, please send us the full text of the "
                  "rule that was applied and the day since which it is in force, and tell us what to change so that we can send the "
                  "items again, and how the decision can be taken further."),
        *END,
    ),
    "follow-up": (
        *HEAD,
        ("subject", "Re: Our letter{% if last_sent %} of {{ last_sent }}{% endif %} about {{ titles }}"),
        GREETING,
        ("if", "{%p if letters %}"),
        ("plain", "We wrote to you about the items below on {% for letter in letters %}{{ letter.date }}{% if not loop.last %}, and on "
                  "{% endif %}{% endfor %}. The last letter was sent {{ days_waiting }} ago. We have received no answer."),
        ("if", "{%p endif %}"),
        ("if", "{%p if not letters %}"),
        ("plain", "We wrote to you on {{ blank }} about the items below. We have received no answer."),
        ("if", "{%p endif %}"),
        ("for", "{%p for one in incidents %}"),
        ("number", f"{MAILED}{READER}."),
        ("for", "{%p endfor %}"),
        ("if", "{%p if staff_days %}"),
        ("plain", "By the rule that we go by{% if rule_source %} ({{ rule_source }}){% endif %}, an appeal is answered within "
                  "{{ staff_days }} days."),
        ("if", "{%p endif %}"),
        *REBUTTALS, *CITATIONS,
        ("plain", "Please send us your decision in writing, with its reasons, and tell us how it can be taken further. If our letter "
                  "did not reach you or another office decides, please tell us so, and to whom it was passed on."),
        *END,
    ),
    "pattern": (
        *HEAD,
        ("subject", "Re: Publications refused at {{ many_facilities }} of {{ system }}"),
        GREETING,
        ("plain", "We learned {{ period }} that publications which we had mailed to {{ many_facilities }} of {{ system }} were refused "
                  "or not delivered, {{ many_items }} in all:"),
        ("table", ("Facility", "Publication", "Notice", "Reason stated"), (1.4, 1.6, 1.1, 2.4), "incidents",
         ("{{ one.facility }}", "{{ one.title }}", "{% if one.notice %}{{ one.notice }}{% else %}none{% endif %}",
          "{% if one.reason %}“{{ one.reason }}”{% else %}none{% endif %}{% if one.rule %} ({{ one.rule }}){% endif %}")),
        *REBUTTALS, *CITATIONS, *RULE,
        ("plain", "Since the same question comes up at several facilities, we ask you to decide it for all of them: to review these "
                  "decisions together, to tell each facility what you decide, to have the items delivered, and to send us your decision "
                  "in writing with its reasons. If there is an instruction to the facilities about these publications or about our "
                  "program, please send us its text."),
        *END,
    ),
}  # fmt: skip
LOOKS = {  # look -> style, space before, space after, from the left
    "program": ("Normal", 0, 3, 0),
    "address": ("Normal", 0, 0, 0),
    "date": ("Normal", 18, 18, 0),
    "subject": ("Normal", 18, 12, 0),
    "heading": ("Normal", 8, 4, 0),
    "bullet": ("List Bullet", 0, 3, 0),
    "number": ("List Number", 4, 3, 0),
    "under": ("Normal", 0, 3, 0.25),
    "page": ("Normal", 3, 6, 0.5),
    "sign": ("Normal", 12, 36, 0),
    "signed": ("Normal", 0, 12, 0),
    "copies": ("Normal", 6, 2, 0),
    "plain": ("Normal", 5, 5, 0),
    "last": ("Normal", 5, 5, 0),
}
BOLD = ("program", "subject", "heading")
WITH_NEXT = ("heading", "last", "sign", "signed", "copies", "number")


@functools.cache
def docx(kind: str) -> bytes:
    """The given letter of this kind as a Word document with fields."""
    made = Document()
    section = made.sections[0]
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Inches(1)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(11.5)
    _page_number(section.footer.paragraphs[0])
    for line in LETTERS[kind]:
        if line[0] == "table":
            _table(made, *line[1:])
        else:
            _line(made, *line)
    return docx_opening.packed(made)


def _line(made: Any, look: str, words: str) -> None:
    style, before, after, left = LOOKS.get(look, LOOKS["plain"])
    paragraph = made.add_paragraph(style=style)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    if left:
        paragraph.paragraph_format.left_indent = Inches(left)
    paragraph.paragraph_format.keep_with_next = look in WITH_NEXT or None
    run = paragraph.add_run(words)
    run.bold = look in BOLD or None
    if look == "program":
        run.font.size = Pt(14)


def _table(made: Any, heads: tuple[str, ...], widths: tuple[float, ...], over: str, cells: tuple[str, ...]) -> None:
    """A row of heads, and a row for each thing on a list."""
    table = made.add_table(rows=4, cols=len(heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    again = OxmlElement("w:tblHeader")
    again.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(again)  # on every page that the table runs over
    table.rows[1].cells[0].text = f"{{%tr for one in {over} %}}"
    for cell, words in zip(table.rows[2].cells, cells, strict=True):
        cell.text = words
    table.rows[3].cells[0].text = "{%tr endfor %}"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Inches(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Inches(width)
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(10)


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for name in ("begin", "PAGE", "end"):
        run = paragraph.add_run()
        run.font.size = Pt(9)
        if name == "PAGE":
            told = OxmlElement("w:instrText")
            told.set(qn("xml:space"), "preserve")
            told.text = "PAGE"
        else:
            told = OxmlElement("w:fldChar")
            told.set(qn("w:fldCharType"), name)
        run._r.append(told)
