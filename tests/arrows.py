"""A contract for import-linter: which room may know which, as a table that reads like the map in CONTRIBUTING.md."""

from typing import ClassVar

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

EVERYTHING, NOTHING = "*", "nothing"


class ArrowsContract(Contract):
    """`room -> other rooms`, a line for each child of `container`; who has no line, or knows more than it says, breaks it.

    `*` stands for every room whose own line has no `*`. `everybody_may_use` names what needs no arrow, but for a room
    whose line says `nothing`. The container's own module may use just that.
    """

    type_name: ClassVar[str] = "arrows"
    container = fields.StringField()
    arrows = fields.ListField(subfield=fields.StringField())
    everybody_may_use = fields.ListField(subfield=fields.StringField(), required=False, default=[])

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        table = {room.strip(): set(known.split()) for room, _, known in (line.partition("->") for line in self.arrows)}
        below = {room for room, known in table.items() if EVERYTHING not in known}
        there = {child.rpartition(".")[2] for child in graph.find_children(self.container)}
        wrong = [f"{self.container}.{room} has no line" for room in sorted(there - set(table))]
        wrong += [f"{self.container}.{room} has a line, but is not there" for room in sorted(set(table) - there)]
        for room in sorted(there & set(table)):
            known = table[room]
            free = set() if NOTHING in known else set(self.everybody_may_use)
            allowed = {room} | known | free | (below if EVERYTHING in known else set())
            own = f"{self.container}.{room}"
            wrong += self._beyond(graph, {own, *graph.find_descendants(own)}, there - allowed)
        wrong += self._beyond(graph, {self.container}, there - set(self.everybody_may_use))
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def _beyond(self, graph: ImportGraph, modules: set[str], forbidden: set[str]) -> list[str]:
        """Each import of these modules that reaches a room they have no arrow to."""
        found = []
        for module in sorted(modules):
            for known in sorted(graph.find_modules_directly_imported_by(module)):
                if known.startswith(f"{self.container}.") and known.split(".")[self.container.count(".") + 1] in forbidden:
                    found.append(f"{module} -> {known}")
        return found

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["wrong"]:
            output.print_error(line)
