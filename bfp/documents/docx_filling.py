"""Word documents with fields, checked and filled in by the kept library.

A template is a stranger's file. Of the template language it may use fields, `if` over them and `for` over lists, nothing
else: no call, no sum, no filter, no Python object can be reached. And what is filled in is text, whatever signs stand in it.
"""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from bfp.base import apart
from bfp.base.errors import Invalid
from bfp.documents import docx_opening

MOST_TAGS = 400
DEEPEST = 2  # lists within lists: what belongs to a thing on a list
LOOP = ("index", "first", "last")
BLANK = "____________________"  # to be filled in by hand
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
ALONE = re.compile(r"\{[{%#]|[}%#]\}")
GOES_WITH = re.compile(r"\{\{-?\s*(r|p|tr|tc)\s|\{%-?\s*(r|tc|colspan|cellbg|vm|hm)\b|\{#")


@dataclass(frozen=True)
class Allowed:
    """What may stand in a template: fields, and lists with the fields of each thing on them (none: plain words)."""

    fields: Mapping[str, str]
    lists: Mapping[str, Mapping[str, str]]
    inner: Mapping[str, str] = field(default_factory=dict)  # lists of words that a thing on a list has: name -> what it is

    @property
    def sentence(self) -> str:
        """The fields and lists by name."""
        return f"The fields are: {', '.join(self.fields)}; the lists: {', '.join(self.lists)}."


class Text(str):
    """Words as they are filled in: no sign in them is markup or a field. Empty ones leave a blank line to write on."""

    def __html__(self) -> str:
        if not self:
            return BLANK
        return escape(str(self)).replace("{", Markup("&#123;")).replace("}", Markup("&#125;"))


class _Document(DocxTemplate):
    """The library's template, that refuses what came out broken instead of mending it silently."""

    def build_xml(self, context: Any, jinja_env: Any = None) -> str:
        xml = super().build_xml(context, jinja_env)
        etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
        return xml


def text(value: Any) -> Text:
    """Anything as it is filled in: without signs that a document can't hold."""
    said = "" if value is None else str(value)
    lines = said.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\v", "\n").split("\n")
    return Text("\n".join("".join(sign for sign in line if _holds(sign)) for line in lines).strip())


def _holds(sign: str) -> bool:
    """Whether XML can hold a sign: no control signs, no half of one."""
    number = ord(sign)
    return number >= 32 and not 0x7F <= number <= 0x9F and not 0xD800 <= number <= 0xDFFF and number not in (0xFFFE, 0xFFFF)


@apart.reading("template", "The template")
def filled(content: bytes, values: Mapping[str, Any], title: str, author: str, on: date) -> bytes:
    """The document with its fields filled in; its properties say what it is, not who wrote the template."""
    made = _Document(io.BytesIO(content))
    made.init_docx()
    _properties(made.docx.core_properties, "", "", on)  # else the library would fill in what stands there
    _render(made, values)
    _properties(made.docx.core_properties, title, author, on)
    return docx_opening.packed(made.docx)


@apart.reading("template")
def check(content: bytes, allowed: Allowed, name: str = "The file") -> None:
    """That a template can be filled in; raises Invalid with a sentence that says what to mend."""
    document = docx_opening.opened(content, name)
    _tags("\n".join(_paragraphs(document)), allowed)
    made = _Document(io.BytesIO(content))
    made.init_docx()
    reading = _Reading(allowed)
    for source in _sources(made):
        reading.template(_parsed(source))
    if not reading.used:
        raise Invalid(f"{name} has no field: every letter would be the same. Fields look like {{{{ facility }}}}.", "template")
    for number in (2, 0):  # with everything, and with nothing on file
        once = _Document(io.BytesIO(content))
        once.init_docx()
        _properties(once.docx.core_properties, "", "", date(2000, 1, 1))
        _render(once, sample(allowed, number))
        _left_over(docx_opening.packed(once.docx), name)


def sample(allowed: Allowed, number: int) -> dict[str, Any]:
    """Values for every field: made-up words and so many things on each list, or nothing at all."""
    word = text("Sample" if number else "")

    def things(inside: Mapping[str, str]) -> list[Any]:
        if not inside:
            return [word] * number
        return [{name: [word] * number if name in allowed.inner else word for name in inside} for _ in range(number)]

    return dict.fromkeys(allowed.fields, word) | {name: things(inside) for name, inside in allowed.lists.items()}


def _render(made: _Document, values: Mapping[str, Any]) -> None:
    try:
        made.render(dict(values), _environment())
    except etree.XMLSyntaxError as error:
        raise Invalid(
            "An if or a for begins in one paragraph and ends in another. Put it alone in a paragraph and write it with a p: "
            "{%p if official %}, {%p endif %}; around the rows of a table with tr.",
            "template",
        ) from error
    except TemplateError as error:
        raise Invalid(f"The template can't be filled in: {_plain(error)}.", "template") from error


def _environment() -> ImmutableSandboxedEnvironment:
    """A language without anything to call: no functions, filters or tests."""
    made = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    for names in (made.globals, made.filters, made.tests):
        names.clear()
    return made


def _parsed(source: str) -> nodes.Template:
    try:
        return _environment().parse(source)
    except TemplateError as error:
        raise Invalid(
            f"A field or an if is written wrongly: {_plain(error)}. They look like {{{{ facility }}}} and "
            "{%p if official %} … {%p endif %}.",
            "template",
        ) from error


def _plain(error: Exception) -> str:
    return re.sub(r"<[^>]*>", "", str(error)).strip().rstrip(".")[:200]


def _sources(made: _Document) -> list[str]:
    """All that the library will fill in, as it will read it."""
    found = [made.patch_xml(made.get_xml())]
    for uri in (made.HEADER_URI, made.FOOTER_URI):
        found += [made.patch_xml(made.get_part_xml(part)) for _, part in made.get_headers_footers(uri)]
    for part in made.docx.part.package.iter_parts():
        if part.content_type.endswith("footnotes+xml"):
            found.append(made.patch_xml(part.blob.decode("utf-8")))
    return found


def _paragraphs(document: Any) -> list[str]:
    """What a person reads in every part of the document, paragraph by paragraph."""
    found = []
    for part in document.part.package.iter_parts():
        if docx_opening.TEXT_PARTS.fullmatch(str(part.partname).lstrip("/")):
            for paragraph in etree.fromstring(part.blob, docx_opening._parser()).iter(f"{docx_opening.W}p"):
                found.append("".join(run.text or "" for run in paragraph.iter(f"{docx_opening.W}t")))
    return found


def _tags(words: str, allowed: Allowed) -> None:
    """Look at the fields as they were typed, before the library patches them together."""
    if len(ALONE.findall(words)) > 2 * MOST_TAGS:
        raise Invalid(f"More than {MOST_TAGS} fields stand in it. A letter has fewer: look for something pasted.", "template")
    if ALONE.search(TAG.sub("", words)):
        raise Invalid("A {{ or {% stands without its other half. A field looks like {{ facility }}.", "template")
    for tag in TAG.findall(words):
        if GOES_WITH.match(tag):
            raise Invalid(f"{_short(tag)} can't be used. Write {{{{ field }}}}, {{%p if field %}} or {{%p for one in list %}}.",
                          "template")  # fmt: skip


def _short(tag: str) -> str:
    tag = " ".join(tag.split())
    return tag if len(tag) <= 60 else f"{tag[:57]}…"


def _left_over(content: bytes, name: str) -> None:
    """A field in a place that is not filled in (a comment, an endnote) would be sent as it stands."""
    for paragraph in _paragraphs(docx_opening.opened(content, name)):
        if ALONE.search(paragraph):
            raise Invalid(f"A field stands where none is filled in, such as a comment: {_short(paragraph)}.", "template")


def _properties(about: Any, title: str, author: str, on: date) -> None:
    for name in ("author", "category", "comments", "content_status", "identifier", "keywords", "language", "last_modified_by",
                 "subject", "title", "version"):  # fmt: skip
        setattr(about, name, "")
    about.title, about.author = title[:250], author[:250]
    about.created = about.modified = about.last_printed = datetime(on.year, on.month, on.day, tzinfo=UTC)
    about.revision = 1


_PARTS, _NAMES = (nodes.Output, nodes.If, nodes.For), (nodes.Name, nodes.Getattr)
_ASKED = (nodes.Not, nodes.And, nodes.Or, *_NAMES)
WITHIN: dict[type[nodes.Node], tuple[type[nodes.Node], ...]] = {  # what may stand in what; all else is refused
    nodes.Template: _PARTS,
    nodes.Output: (nodes.TemplateData, *_NAMES),
    nodes.If: (*_PARTS, *_ASKED),
    nodes.For: (*_PARTS, *_NAMES),
    nodes.Not: _ASKED,
    nodes.And: _ASKED,
    nodes.Or: _ASKED,
    nodes.Getattr: (nodes.Name,),
    nodes.Name: (),
    nodes.TemplateData: (),
}
Scope = Mapping[str, Mapping[str, str]]  # what a for names: what each thing on its list has


class _Reading:
    """Goes through a template: only the kinds of WITHIN, only names that are known where they stand."""

    def __init__(self, allowed: Allowed) -> None:
        self.allowed = allowed
        self.used: set[str] = set()

    def template(self, node: nodes.Template) -> None:
        self._look(node)
        self._read(node, {}, 0)

    def _look(self, node: nodes.Node) -> None:
        for child in node.iter_child_nodes():
            if type(child) not in WITHIN[type(node)]:
                raise self._refused(child)
            self._look(child)
        if isinstance(node, nodes.For) and (node.recursive or node.test is not None or node.else_):
            raise self._refused(node)

    def _read(self, node: nodes.Node, scope: Scope, depth: int) -> None:
        for child in node.iter_child_nodes():
            if isinstance(child, nodes.For):
                self._for(child, scope, depth)
            elif isinstance(child, _NAMES):
                self._name(child, scope, printed=isinstance(node, nodes.Output))
            else:
                self._read(child, scope, depth)

    def _for(self, node: nodes.For, scope: Scope, depth: int) -> None:
        if depth == DEEPEST:
            raise Invalid("A for stands in a for in a for. At most two go into each other.", "template")
        name = self._called(node.target)
        if name in {*self.allowed.fields, *self.allowed.lists, *scope, "loop"}:
            raise Invalid(
                f"{name} is the name of a field or list. Call the one in the for otherwise, such as one_{name}.", "template"
            )
        inside = {**scope, name: self._list(node.iter, scope), "loop": dict.fromkeys(LOOP, "")}
        self._read(nodes.Template(node.body), inside, depth + 1)

    def _list(self, node: nodes.Node, scope: Scope) -> Mapping[str, str]:
        """What each thing on the list has that a for goes over."""
        if isinstance(node, nodes.Getattr):
            if self._of(node, scope) in self.allowed.inner:
                return {}
            raise self._refused(node)
        name = self._called(node)
        if name not in self.allowed.lists:
            what = "is no list" if name in self.allowed.fields else "is not known"
            raise Invalid(f"{name} {what}. The lists are: {', '.join(self.allowed.lists)}.", "template")
        self.used.add(name)
        return self.allowed.lists[name]

    def _name(self, node: nodes.Name | nodes.Getattr, scope: Scope, printed: bool) -> None:
        """A field, a thing of a list, or what it has; what is printed is no list, what an if asks for may be one."""
        if isinstance(node, nodes.Getattr):
            if self._of(node, scope) in self.allowed.inner and printed:
                of = f"{self._called(node.node)}.{node.attr}"
                raise Invalid(f"{node.attr} is a list: write {{%p for each in {of} %}}.", "template")
        elif node.name in self.allowed.lists:
            if printed:
                inside = self.allowed.lists[node.name]
                what = f"{{{{ one.{next(iter(inside))} }}}}" if inside else "{{ one }}"
                said = f"write {{%p for one in {node.name} %}} … {what} … {{%p endfor %}}"
                raise Invalid(f"{node.name} is a list: {said}.", "template")
            self.used.add(node.name)
        elif node.name in scope:
            if printed and scope[node.name]:
                such = f"{node.name}.{next(iter(scope[node.name]))}"
                raise Invalid(f"Say what of {node.name} is meant, such as {such}.", "template")
        elif node.name not in self.allowed.fields:
            raise Invalid(f"There is no field called {node.name}. {self.allowed.sentence}", "template")
        else:
            self.used.add(node.name)

    def _of(self, node: nodes.Getattr, scope: Scope) -> str:
        """The name behind the dot, which the thing before it must have."""
        name = self._called(node.node)
        if name not in scope:
            known = name in self.allowed.fields
            why = "has nothing behind a dot" if known else "is not known here: only what a for names has something behind a dot"
            raise Invalid(f"{name}.{node.attr}: {name} {why}. {self.allowed.sentence}", "template")
        inside = scope[name]
        if node.attr not in inside:
            has = f"It has: {', '.join(inside)}." if inside else "It is plain words: write its name alone."
            raise Invalid(f"There is no {node.attr} in {name}. {has}", "template")
        return node.attr

    def _called(self, node: nodes.Node) -> str:
        if not isinstance(node, nodes.Name):
            raise self._refused(node)
        return node.name

    def _refused(self, node: nodes.Node) -> Invalid:
        what = re.sub(r"(?<!^)(?=[A-Z])", " ", type(node).__name__).lower()
        return Invalid(
            f"Something in the template is neither a field nor a plain if or for ({what}). It is refused: a template can name "
            f"fields, not compute. {self.allowed.sentence}",
            "template",
        )
