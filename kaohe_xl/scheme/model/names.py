"""Words of the contract that stand for something in the program."""

WHOLE_YEAR = "全年"
OWN_UNIT = "本单位"
SINGLE_LINE = "总分"
ALL_LINES = "全部"  # in 已审核考核线
