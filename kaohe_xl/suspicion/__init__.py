"""可疑: returns that deserve a second look, as notes. Never a deduction, never an accusation."""

from kaohe_xl.suspicion.second_look import second_look

__all__ = ["second_look"]
