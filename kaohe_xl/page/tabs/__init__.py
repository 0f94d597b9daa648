"""The tabs of the page in the order of the work: each shows an assessment from one side and offers what to do."""

from kaohe_xl.page.tabs import appeals, approvals, blanks, mail, notices, results, returns, scheme
from kaohe_xl.page.tabs.tab import Started, Tab

ALL: tuple[Tab, ...] = (
    scheme.TAB,
    blanks.TAB,
    returns.TAB,
    results.TAB,
    approvals.TAB,
    appeals.TAB,
    notices.TAB,
    mail.TAB,
)

__all__ = ["ALL", "Started", "Tab"]
