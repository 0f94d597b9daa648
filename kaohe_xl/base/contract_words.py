"""Words of the contract that stand for something in the program."""

WHOLE_YEAR = "全年"
OWN_UNIT = "本单位"
OFFICE = "考核办"  # judges where neither 评分细则 nor 考核线 says who does
SINGLE_LINE = "总分"
ALL_LINES = "全部"  # in 已审核考核线
# what is decided on an appeal: 申诉 in 核定调整, 裁定 on the command line
GRANTED, PARTLY, REFUSED, NOT_ADMITTED = "采纳", "部分采纳", "不采纳", "不予受理"
