"""Which notices there are, for whom, from which template; rendered and parsed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kaohe_xl.appeals import Appealed
from kaohe_xl.base import resources
from kaohe_xl.base.filenames import CARD, PUBLIC, REPORT, RESPONSE
from kaohe_xl.base.finding import Finding
from kaohe_xl.base.place import Place
from kaohe_xl.base.text import did_you_mean, fold
from kaohe_xl.messages import finding
from kaohe_xl.notice import appeal_responses, publicity
from kaohe_xl.notice.document import OfficialLetter, parse_document
from kaohe_xl.notice.facts import TemplateFacts
from kaohe_xl.notice.plain_facts import cleaned
from kaohe_xl.reward import Payment
from kaohe_xl.scheme import model as m
from kaohe_xl.scoring.assess import Assessment
from kaohe_xl.templating.job import RenderJob, Task
from kaohe_xl.templating.render import render_job

MOST_CARDS = 500  # units that get a letter of their own with every run; all of them stand in the sheet 成绩单
TEXT, WORD = ".j2", ".docx"
_LETTERHEAD = "公文"  # 公文.docx is the page that letters are written on, not a notice
_FILLER = "kaohe_xl.letters.word_template:fill"
_FOLDER = "notices"
# 类型 of a 奖惩 → the notice that goes with it, unless 通报模板 names another
_BY_KIND = {
    "表扬": "表扬", "通报表扬": "表扬", "称号": "表扬",
    "批评": "批评", "通报批评": "批评",
    "黄牌": "黄牌警告", "黄牌警告": "黄牌警告",
    "约谈": "约谈", "警示谈话": "约谈", "诫勉": "约谈", "诫勉谈话": "约谈",
    "整改": "整改通知", "责令整改": "整改通知", "限期整改": "整改通知", "重点管理": "整改通知", "预警提醒": "整改通知",
}  # fmt: skip


@dataclass(frozen=True)
class Notice:
    """A notice that was written: for everybody (``unit`` None) or for one unit."""

    name: str  # 通报, 表扬, …, 成绩单
    unit: int | None
    document: OfficialLetter | None  # None: there is only a Word template
    file: bytes | None = None  # filled from the office's own Word template of that name


@dataclass(frozen=True)
class _Wanted:
    name: str
    unit: int | None
    because: list[Payment] = field(default_factory=list)


def compose_notices(
    assessment: Assessment,
    payments: Sequence[Payment],
    template_folder: Path | None = None,
    render: Callable[[RenderJob], tuple[list[str | bytes | None], list[Finding]]] = render_job,
    appealed: Appealed | None = None,
) -> tuple[list[Notice], list[Finding]]:
    """All notices: the general one, those that 奖惩 calls for (one per unit and kind), a 成绩单 for each unit.

    Where 考核设置 has 公示开始日期 also the 公示; where appeals were decided an answer to each unit that made some.

    ``template_folder``: the scheme folder's own 模板/; a template there takes the place of the built-in one so named.
    A template that fails costs its notices and is reported; the others are written.
    """
    sources, files, findings = load_templates(template_folder)
    facts_maker = TemplateFacts(assessment, payments)
    known = list(dict.fromkeys(Path(name).stem for name in (*sources, *files)))
    wanted = [_Wanted(REPORT, None), *_called_for(payments, known, findings)]
    size = len(assessment.scheme.units)
    if assessment.scheme.indicators and size <= MOST_CARDS:
        wanted += [_Wanted(CARD, row) for row in range(size)]
    elif assessment.scheme.indicators:
        findings.append(finding("R411", units=size, most=MOST_CARDS))
    wanted += [_Wanted(PUBLIC, None)] if _to_publish(assessment, findings) else []
    wanted += [
        _Wanted(RESPONSE, row) for row in (appeal_responses.responded_to(appealed) if appealed is not None else ())
    ]
    units = {row: facts_maker.unit(row) for row in {each.unit for each in wanted} if row is not None}
    tasks = [
        (number, Task(each.name + ending, _own_data(facts_maker, each, units, appealed)))
        for ending, there in ((TEXT, sources), (WORD, files))
        for number, each in enumerate(wanted)
        if each.name + ending in there
    ]
    job = RenderJob(sources, facts_maker.common(), [task for _, task in tasks], files=files, filler=_FILLER)
    results, found = render(job)
    findings += _once(found)
    documents: dict[int, OfficialLetter] = {}
    filled: dict[int, bytes] = {}
    for (number, _), result in zip(tasks, results, strict=True):
        if isinstance(result, bytes):
            filled[number] = result
        elif result is not None and result.strip():
            documents[number] = parse_document(result)
    # an own Word template that failed: its notice is not made, and the built-in text is not sent in its place
    failed = {number for number, task in tasks if task.template.endswith(WORD)} - set(filled)
    return [
        Notice(each.name, each.unit, documents.get(number), filled.get(number))
        for number, each in enumerate(wanted)
        if number not in failed and (number in documents or number in filled)
    ], findings


def _to_publish(assessment: Assessment, findings: list[Finding]) -> bool:
    """A result that is not the last word yet does not hang out."""
    settings = assessment.scheme.settings
    if settings.published_from is None or not assessment.scheme.indicators:
        return False
    place = settings.places["公示开始日期"]
    if assessment.provisional:
        findings.append(finding("R973", place))
        return False
    if settings.subjects is m.Subjects.PERSONS:
        findings.append(finding("R974", place, shown="".join(f"、{name}" for name in publicity.shown(assessment))))
    return True


def _own_data(
    facts_maker: TemplateFacts, wanted: _Wanted, units: Mapping[int, Mapping[str, Any]], appealed: Appealed | None
) -> dict[str, Any]:
    if wanted.name == PUBLIC:
        return {PUBLIC: cleaned(publicity.facts_of(facts_maker.assessment, facts_maker.payments))}
    if wanted.unit is None:
        return {}
    own = {"单位": units[wanted.unit], "事由": [facts_maker.payment(payment) for payment in wanted.because]}
    if wanted.name == RESPONSE and appealed is not None:
        own["答复"] = cleaned(appeal_responses.facts_of(facts_maker.assessment, appealed, wanted.unit))
    return own


def _called_for(payments: Sequence[Payment], names: Sequence[str], findings: list[Finding]) -> list[_Wanted]:
    """Notices for single units, by name in order of the 奖惩 rows, units in scheme order."""
    found: dict[tuple[str, int], _Wanted] = {}
    reported: set[str] = set()
    for payment in payments:
        reward = payment.reward
        name = template_of(reward)
        if not name:
            continue
        known = next((each for each in names if fold(each) == fold(name)), None)
        if known is None:
            if reward.name not in reported:
                reported.add(reward.name)
                findings.append(_no_template(reward, name, names))
            continue
        key = (known, payment.unit)
        found.setdefault(key, _Wanted(known, payment.unit)).because.append(payment)
    order = {name: position for position, name in enumerate(dict.fromkeys(name for name, _ in found))}
    return sorted(found.values(), key=lambda each: (order[each.name], each.unit or 0))


def _no_template(reward: m.Reward, name: str, names: Sequence[str]) -> Finding:
    return finding("R407", reward.place, reward=reward.name, name=name, hint=did_you_mean(name, names))


def missing_templates(scheme: m.Scheme, template_folder: Path | None) -> list[Finding]:
    """通报模板 that a 奖惩 names and that is neither built in nor in the scheme's own folder; known before any run."""
    sources, files, _ = load_templates(template_folder)
    names = list(dict.fromkeys(Path(name).stem for name in (*sources, *files)))
    known = {fold(name) for name in names}
    found = [
        _no_template(reward, template_of(reward), names)
        for reward in scheme.rewards
        if reward.template and fold(template_of(reward)) not in known
    ]
    return _once(found)


def template_of(reward: m.Reward) -> str:
    """Name of the notice that a 奖惩 calls for; empty = none (money alone is told in the report)."""
    if reward.template:
        return reward.template.removesuffix(TEXT).removesuffix(WORD)
    return _BY_KIND.get(reward.kind, "表扬" if reward.honour and reward.kind == "奖励" else "")


def load_templates(folder: Path | None) -> tuple[dict[str, str], dict[str, bytes], list[Finding]]:
    """Text templates (name with .j2 → source: the built-in ones, then the scheme folder's) and Word templates."""
    sources: dict[str, str] = {}
    files: dict[str, bytes] = {}
    findings: list[Finding] = []
    for place in (resources.templates() / _FOLDER, folder):
        for path in sorted(place.iterdir()) if place is not None and place.is_dir() else ():
            if path.suffix not in (TEXT, WORD) or path.stem == _LETTERHEAD or path.name.startswith(("~$", ".")):
                continue
            try:
                if path.suffix == TEXT:
                    sources.pop(path.name, None)  # where the own one cannot be read, the built-in one is no answer
                    sources[path.name] = path.read_text("utf-8-sig")
                else:
                    files[path.name] = path.read_bytes()
            except (OSError, UnicodeDecodeError) as error:
                findings.append(finding("R408", Place(path.name), template=path.name, problem=str(error)))
    return sources, files, findings


def _once(findings: Sequence[Finding]) -> list[Finding]:
    """A template that fails for every unit is told once."""
    kept: dict[tuple[str, str, str], Finding] = {}
    for found in findings:
        kept.setdefault((found.code, str(found.place), found.text), found)
    return list(kept.values())
