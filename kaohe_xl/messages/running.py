"""Findings of the kind 运行."""

from __future__ import annotations

from kaohe_xl.base.finding import Audience, Message, Severity
from kaohe_xl.messages.drafting import DRAFTING
from kaohe_xl.messages.mailing import MAILING
from kaohe_xl.messages.noticing import NOTICING
from kaohe_xl.messages.sealing import SEALING

_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTE


def _m(code: str, severity: Severity, title: str, text: str, remedy: str) -> Message:
    return Message(code, severity, Audience.CLERK, title, text, remedy)


_STARTING = (
    _m("R101", _E, "找不到", "找不到这个文件夹或工作簿", "核对路径；路径里有空格时用引号括起来"),
    _m(
        "R102",
        _E,
        "没有方案",
        "文件夹里没有“{scheme}”，也没有唯一的方案工作簿（找到：{listed}）",
        "把方案工作簿放进这个文件夹，命名为 {scheme}；新建一个用 kaohe new",
    ),
    _m(
        "R103",
        _W,
        "换了文件名",
        "结果写到了“{name}”，因为原来的文件正打开着",
        "关闭打开的结果后再评一次，或直接用新文件",
    ),
    _m("R104", _E, "打不开", "这不是能读的 Excel 工作簿：{problem}", "用 Excel 或 WPS 打开后另存为 .xlsx"),
    _m("R105", _E, "没有这个单位", "考核对象里没有“{name}”", "{hint}"),
    _m("R106", _E, "没有这个编号", "评分细则里没有编号“{name}”", "{hint}"),
    _m("R107", _E, "写不进去", "“{name}”写不进去：{problem}", "检查磁盘空间和文件夹权限后再试"),
    _m(
        "R108",
        _W,
        "没有 LibreOffice",
        "没有找到 LibreOffice，没有生成 PDF",
        "安装 LibreOffice，或用 Excel、WPS 打开后另存为 PDF",
    ),
    _m(
        "R110",
        _N,
        "用了历年结果",
        "{year} 年 {units} 个单位的结果读作历年结果",
        "不要用的，把这份工作簿移出 历年 文件夹",
    ),
    _m("R111", _W, "不是评分结果", "这份工作簿里没有年度或排名，没有用", "历年 文件夹里只放以前各年的评分结果工作簿"),
    _m(
        "R412",
        _N,
        "结果分册",
        "单位有 {units} 个，一个工作簿放不下：各单位的明细分成 {count} 册，放在 {folder} 文件夹里",
        "这个工作簿是总册：排名、得分汇总和合计；各册从“分册”表打开，得分、名次都按全部单位计算",
    ),
    _m(
        "R710",
        _W,
        "还没有审核",
        "{what} 还没有审核，结果是阶段性的",
        "审核后在考核设置的“已审核考核线”里登记，评分表请审核人签字后重报；收表填 已截止 的按现有评分出正式结果",
    ),
    _m(
        "R112",
        _E,
        "收表不见了",
        "这里没有能打开的“{folder}”文件夹{problem}，所以不知道谁交了表；没有评分，原来的结果没有动",
        "收表改了名的改回来，在网络盘、移动盘上的先接好；确实还没有收表的，新建一个名为 {folder} 的空文件夹",
    ),
    _m(
        "R113",
        _W,
        "阶段性结果",
        "应报 {of} 份，{missing} 份未报、{partly} 份不全，结果是阶段性的：{who}",
        "催齐后再评一次；不再等的，在考核设置把 收表 填成 已截止，或运行 kaohe run --closed",
    ),
    _m(
        "R114",
        _W,
        "原结果有人改过",
        "原来的“{name}”写出后有人改过存过，已另存为 {folder}/{kept}，没有丢",
        "改动要算数的，写进核定调整或让单位重报，再评一次；只是打开存了一下的不用管",
    ),
    _m(
        "R115",
        _E,
        "收表空了",
        "“{folder}”里一个文件也没有，可以前评分时有，所以不知道谁交了表；没有评分，原来的结果没有动",
        "网络盘、移动盘先接好，移走的文件放回来；确实要从头收的，先把“{results}”文件夹改个名字留存",
    ),
    _m("R109", _W, "转 PDF 不成", "LibreOffice 没有转成：{problem}", "用 Excel 或 WPS 打开后另存为 PDF"),
)

# making a new folder
_MAKING = (
    _m(
        "R151",
        _E,
        "已经有方案",
        "这里已经有“{name}”，没有改动它",
        "换一个新的文件夹；要重新开始的，先把原来的方案移走",
    ),
    _m("R152", _E, "没有这个样例", "没有“{name}”这个样例", "样例有：{listed}"),
    _m("R153", _E, "不是文件夹", "“{name}”是一个文件，不是文件夹", "换一个文件夹的名称"),
)

# work handed to other machines, and returned files that lie elsewhere
_INSTALL = 'pip install "kaohe-xl[cluster]"'
_CLUSTER = (
    _m(
        "R160",
        _E,
        "没有装集群组件",
        "--scheduler 和 --returns 的网址要用到集群组件，这台机器上没有装",
        f"先运行 {_INSTALL}",
    ),
    _m(
        "R161",
        _E,
        "连不上调度器",
        "连不上调度器 {address}：{problem}",
        "核对地址（例如 tcp://10.0.0.5:8786）、调度器是否在运行、防火墙；不写 --scheduler 就在本机做",
    ),
    _m(
        "R162",
        _E,
        "没有工作节点",
        "调度器 {address} 上没有一个工作节点",
        "在要用的机器上运行 dask worker {address}；不写 --scheduler 就在本机做",
    ),
    _m(
        "R163",
        _E,
        "版本不同",
        "本机是 kaohe_xl {own}，这些机器上不是：{others}",
        "在调度器和各工作节点上装同一版本的 Python 和 kaohe_xl，重新启动它们",
    ),
    _m(
        "R164",
        _W,
        "工作节点看不到收表",
        "这些工作节点上打不开“{path}”，或与本机的不是同一个文件：{workers}；它们读不了的文件在本机读",
        "把考核文件夹放到共享盘上，使各台机器以同一路径打开；或把收表放到 --returns 的网址",
    ),
    _m(
        "R165",
        _N,
        "改在本机做",
        "有 {count} 批任务没有在工作节点上做成（{reason}），已改在本机做，结果不受影响",
        "常常出现的，看工作节点的日志",
    ),
    _m(
        "R166",
        _W,
        "集群断开",
        "集群中途用不了了：{reason}；其余任务已在本机做完，结果不受影响",
        "检查调度器和工作节点是否还在运行",
    ),
    _m(
        "R167",
        _E,
        "打不开收表的网址",
        "打不开“{url}”：{problem}",
        "核对网址、网络和访问权限；s3://、sftp:// 等要另装 s3fs、paramiko 等组件",
    ),
    _m(
        "R168",
        _N,
        "在本机读的文件",
        "这个文件工作节点打不开，或与本机看到的不同，已在本机读取",
        "检查各工作节点上的共享盘是否挂好、有没有权限",
    ),
    _m(
        "R169",
        _E,
        "收表的位置不对",
        "{problem}",
        "--returns 写收表所在的文件夹或网址；收表就在考核文件夹里的，不用写",
    ),
)

RUNNING: tuple[Message, ...] = (*SEALING, *_STARTING, *_MAKING, *_CLUSTER, *NOTICING, *MAILING, *DRAFTING)
