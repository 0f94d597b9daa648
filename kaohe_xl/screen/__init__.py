"""What the clerk sees in the terminal."""

from kaohe_xl.screen.console import console, progress
from kaohe_xl.screen.findings import print_findings
from kaohe_xl.screen.report import print_report
from kaohe_xl.screen.returned import print_files, status_table
from kaohe_xl.screen.tables import (
    diff_table,
    doubt_table,
    letters_table,
    mail_table,
    nearest_table,
    print_changes,
    print_sent,
)

__all__ = [
    "console",
    "diff_table",
    "doubt_table",
    "letters_table",
    "mail_table",
    "nearest_table",
    "print_changes",
    "print_files",
    "print_findings",
    "print_report",
    "print_sent",
    "progress",
    "status_table",
]
