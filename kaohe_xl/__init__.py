"""kaohe_xl: score, rank and reward the returned Excel forms of a 目标管理责任制考核."""

__version__ = "0.1.0"
