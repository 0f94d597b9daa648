"""What the sheets are called: those of a scheme, and those of a result that are also read or pointed to elsewhere.

The columns of a scheme's sheets are declared in :mod:`kaohe_xl.scheme.tables`; the draft of one is made below that.
"""

SETTINGS = "考核设置"
UNITS = "考核对象"
LINES = "考核线"
PERIODS = "考核期"
ITEMS = "填报项"
RUBRIC = "评分细则"
VETOES = "一票否决"
GRADES = "等次"
REWARDS = "奖惩"
APPROVED = "核定调整"
PAST_RESULTS = "历年结果"
DATA = "填报数据"
CASES = "算例"

RANKING = "排名"
USED = "采用数据"
PAID = "奖励金额"

CONTENTS = "目录"

FORM, COVER = "填报表", "填报说明"  # what a unit or department fills in, and the page before it
