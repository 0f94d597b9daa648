"""Every rule kind there is. To add one: write its file, add one line here. Dropdowns, docs and tests read this."""

from __future__ import annotations

from kaohe_xl.rules.band_gain import BandGain
from kaohe_xl.rules.base import Rule
from kaohe_xl.rules.by_rank import ByRank
from kaohe_xl.rules.case_gain import CaseGain
from kaohe_xl.rules.case_loss import CaseLoss
from kaohe_xl.rules.deviation import Deviation
from kaohe_xl.rules.direct_score import DirectScore
from kaohe_xl.rules.efficacy import Efficacy
from kaohe_xl.rules.excess_gain import ExcessGain
from kaohe_xl.rules.formula_gain import FormulaGain
from kaohe_xl.rules.formula_loss import FormulaLoss
from kaohe_xl.rules.judged_gain import JudgedGain
from kaohe_xl.rules.judged_loss import JudgedLoss
from kaohe_xl.rules.judged_score import JudgedDeduction, JudgedScore
from kaohe_xl.rules.late import Late
from kaohe_xl.rules.meet import Meet
from kaohe_xl.rules.miss import Miss
from kaohe_xl.rules.plus_minus import PlusMinus
from kaohe_xl.rules.ratio import Ratio
from kaohe_xl.rules.rising_loss import RisingLoss
from kaohe_xl.rules.scaled_by_range import ScaledByRange
from kaohe_xl.rules.scaled_to_best import ScaledToBest
from kaohe_xl.rules.scaled_to_least import ScaledToLeast
from kaohe_xl.rules.scaled_to_mean import ScaledToMean
from kaohe_xl.rules.shortfall import Shortfall
from kaohe_xl.rules.tier_gain import TierGain
from kaohe_xl.rules.tier_loss import TierLoss
from kaohe_xl.rules.zeroing import Zeroing

KINDS: tuple[type[Rule], ...] = (
    Meet,
    Ratio,
    ScaledToBest,
    ScaledToLeast,
    ScaledToMean,
    ScaledByRange,
    ByRank,
    TierGain,
    CaseGain,
    ExcessGain,
    DirectScore,
    JudgedScore,
    PlusMinus,
    Efficacy,
    BandGain,
    JudgedGain,
    FormulaGain,
    CaseLoss,
    Shortfall,
    Miss,
    Late,
    TierLoss,
    RisingLoss,
    Deviation,
    JudgedLoss,
    JudgedDeduction,
    FormulaLoss,
    Zeroing,
)

BY_NAME: dict[str, type[Rule]] = {kind.name: kind for kind in KINDS}
