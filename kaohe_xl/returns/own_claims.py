"""Who may say what: of all that was filled in, what counts."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe_xl.base.place import Place
from kaohe_xl.base.sheet_names import FORM
from kaohe_xl.base.text import fold
from kaohe_xl.returns.claims import Claim
from kaohe_xl.returns.forms.identify import Evidence
from kaohe_xl.returns.names.name_lookup import Filler, NameLookup
from kaohe_xl.scheme.model import OWN_UNIT

MOST_NAMED = 8


def owned(claims: Sequence[Claim], filler: Filler, evidence: Evidence, known: NameLookup) -> list[Claim]:
    """The claims that this filler may make; what else was filled in is reported and has no effect."""
    mine, foreign_items, others = [], [], []
    owner = filler.name if filler.department else OWN_UNIT
    for claim in claims:
        if not filler.department and claim.unit != filler.name:
            others.append(claim)
        elif owner not in claim.reading.item.owners:
            foreign_items.append(claim)
        else:
            mine.append(claim)
    filled = [claim for claim in foreign_items if not claim.blank]
    if filled and not filler.department and all(claim.reading.item.judged for claim in filled):
        raise evidence.refuse("D711", filled[0].place, filler=filler, judges="、".join(known.clauses.judges))
    if filled:
        names = list(dict.fromkeys(claim.reading.item.name for claim in filled))
        items = "、".join(names[:MOST_NAMED]) + (" 等" if len(names) > MOST_NAMED else "")
        evidence.tell("F305", filled[0].place, filler=filler, count=len(names), items=items)
    filled = [claim for claim in others if not claim.blank]
    if filled:
        units = "、".join(dict.fromkeys(claim.unit for claim in filled))
        evidence.tell("F306", filled[0].place, filler=filler, units=units)
    return mine


def prefer_main(claims: list[Claim], evidence: Evidence) -> list[Claim]:
    """Where a copy of the form beside 填报表 says something else, 填报表 counts and the difference is reported."""
    main = {claim.key: claim for claim in claims if fold(claim.place.sheet) == FORM and not claim.blank}
    kept: list[Claim] = []
    differing: dict[str, Place] = {}
    for claim in claims:
        first = main.get(claim.key)
        if first is None or claim.place.sheet == first.place.sheet:
            kept.append(claim)
        elif not claim.blank and claim.reading.value != first.reading.value:
            differing.setdefault(claim.place.sheet, claim.place)
    for sheet, place in differing.items():
        evidence.tell("D536", place, sheet=sheet, main=FORM)
    return kept
