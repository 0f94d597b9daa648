"""Who can be written to: 邮箱 of 考核对象, the sheet 邮件, and 收件人 in 考核设置."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import NOWHERE, Place
from kaohe_xl.base.table import Row
from kaohe_xl.base.text import did_you_mean, fold, split_list
from kaohe_xl.messages import finding
from kaohe_xl.scheme.columns import Column, TableSpec
from kaohe_xl.scheme.model import Scheme
from kaohe_xl.scheme.tables import SETTINGS

MAIL = TableSpec(
    "邮件",
    (
        Column("收件人", "单位名称，或领导的姓名", needed=True, also=("姓名", "名称", "单位名称", "单位")),
        Column("邮箱", "几个用、隔开", needed=True, also=("电子邮箱", "邮件", "邮箱地址")),
        Column("类型", "领导 或 单位"),
        Column("备注", "写给人看的"),
    ),
)
_ENTRY = re.compile(r"(?P<name>.*?)[\s<(:]*(?P<address>[^\s<>():]+@[^\s<>()]+)[>)]?")


class RecipientRole(Enum):
    """类型 in the sheet 邮件."""

    LEADER = "领导"
    UNIT = "单位"
    DEPARTMENT = "部门"


@dataclass(frozen=True)
class Contact:
    """Somebody with an address (empty if none is known) and where that stands."""

    name: str
    address: str
    place: Place = NOWHERE
    reported: bool = False  # why there is no address has been said


@dataclass(frozen=True)
class Directory:
    """Addresses by unit and by department, each in scheme order, and the leaders."""

    units: Mapping[str, Contact]
    departments: Mapping[str, Contact]
    leaders: tuple[Contact, ...] = ()

    def filler(self, name: str) -> Contact:
        """A unit or a department; one without an address if the scheme has none."""
        return self.units.get(name) or self.departments.get(name) or Contact(name, "")


def read_directory(scheme: Scheme) -> tuple[Directory, list[Finding]]:
    """Everybody the scheme knows. Whoever has two different addresses, or a role that is not clear, gets none."""
    reading = _Reading(scheme)
    reading.sheet()
    reading.setting()
    return Directory(reading.units, reading.departments, tuple(reading.leaders.values())), reading.findings


class _Reading:
    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.findings: list[Finding] = []
        self.units = {unit.name: Contact(unit.name, unit.email, unit.place) for unit in scheme.units}
        self.departments = {name: Contact(name, "") for name in scheme.fillers if name not in self.units}
        self.leaders: dict[str, Contact] = {}
        self._spelled = {fold(alias): unit.name for unit in scheme.units for alias in unit.aliases}
        self._spelled |= {fold(name): name for name in (*self.departments, *self.units)}
        self._torn: set[str] = set()  # has two different addresses

    def sheet(self) -> None:
        """The sheet 邮件."""
        grid = self.scheme.book.find(MAIL.sheet)
        if grid is None:
            return
        table = MAIL.table_in(grid)
        if table is None or any(name not in table.columns for name in MAIL.needed):
            place = Place(grid.file, grid.name)
            self.findings.append(finding("S102", place, sheet=MAIL.sheet, columns="、".join(MAIL.needed)))
            return
        for row in table:
            if row.text("收件人") or row.text("邮箱"):
                self._row(row)
        for row in table.below_notes(MAIL.needed):
            self.findings.append(finding("S119", row.place, sheet=MAIL.sheet, value=row.text(MAIL.needed[0])))

    def _row(self, row: Row) -> None:
        name = row.text("收件人") or row.text("邮箱")
        contact = Contact(name, row.text("邮箱"), row["邮箱"].place)
        known = self._spelled.get(fold(name))
        role = self._role(row, name, known)
        if role is RecipientRole.LEADER:
            self._lead(contact)
        elif role is not None:
            among = self.units if role is RecipientRole.UNIT else self.departments
            if known in among:
                self._address(among, known, contact)
            else:
                hint = did_you_mean(name, among) or "核对名称"
                self.findings.append(finding("R509", row["收件人"].place, name=name, kind=role.value, hint=hint))

    def _role(self, row: Row, name: str, known: str | None) -> RecipientRole | None:
        """What 类型 says; where it is blank, a unit or department is clear by its name, and nobody else is."""
        word = row.text("类型")
        hint = did_you_mean(name, (*self.units, *self.departments))
        near = hint if hint.startswith("是不是") else ""
        if not word:
            if known is not None:
                return RecipientRole.UNIT if known in self.units else RecipientRole.DEPARTMENT
            self.findings.append(finding("R507", row["收件人"].place, name=name, hint=near))
            return None
        role = next((role for role in RecipientRole if fold(role.value) == fold(word)), None)
        if role is None:
            self.findings.append(finding("R508", row["类型"].place, name=name, kind=word, hint=near))
        return role

    def _address(self, among: dict[str, Contact], name: str, contact: Contact) -> None:
        before = among[name]
        if name in self._torn or not contact.address or contact.address.lower() == before.address.lower():
            return
        if not before.address:
            among[name] = Contact(name, contact.address, contact.place)
            return
        self._torn.add(name)
        among[name] = Contact(name, "", contact.place, reported=True)
        details = {"address": contact.address, "other": str(before.place), "another": before.address}
        self.findings.append(finding("R506", contact.place, unit=name, name=name, **details))

    def _lead(self, contact: Contact) -> None:
        self.leaders.setdefault(contact.address.lower() or contact.name, contact)

    def setting(self) -> None:
        """收件人 in 考核设置: 王主任 <wang@example.cn>；li@example.cn."""
        for entry in split_list(self.scheme.settings.recipients):
            match = _ENTRY.fullmatch(entry)
            place = Place(self.scheme.book.file, SETTINGS.sheet)
            if match is None:
                self.findings.append(finding("R516", place, text=entry))
            else:
                self._lead(Contact(match["name"].strip() or match["address"], match["address"], place))
