"""The rooms of the page in the order of the work: each shows an assessment from one side and offers what to do."""

from kaohe_xl.page.rooms import appeals, blanks, mail, notices, overrides, results, returns, scheme
from kaohe_xl.page.rooms.room import Room, Started

ALL: tuple[Room, ...] = (
    scheme.ROOM,
    blanks.ROOM,
    returns.ROOM,
    results.ROOM,
    overrides.ROOM,
    appeals.ROOM,
    notices.ROOM,
    mail.ROOM,
)

__all__ = ["ALL", "Room", "Started"]
