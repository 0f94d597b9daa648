"""What the operating system says, in the clerk's language."""

from __future__ import annotations

import errno

_SAID = {
    errno.ENOENT: "找不到",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EROFS: "这个盘是只读的",
    errno.ENOTDIR: "路径中间有一个不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.EEXIST: "已经有同名的文件",
    errno.EBUSY: "正被别的程序占用",
    errno.EIO: "读写出错，检查磁盘或网络盘",
    errno.ENAMETOOLONG: "文件名或路径太长",
    errno.ENOTCONN: "网络盘断开了",
    errno.ESTALE: "网络盘断开了",
    errno.ENODEV: "盘不在了",
    errno.ENXIO: "盘不在了",
    errno.EMFILE: "同时打开的文件太多",
    errno.ELOOP: "链接绕成了圈",
    errno.ETIMEDOUT: "等了太久没有回应",
    errno.ECONNREFUSED: "对方没有应答",
    errno.ECONNRESET: "连接断了",
}

_WINDOWS = {  # by winerror, where Python's errno says "no right" or nothing
    21: "盘没有准备好",
    32: "正被别的程序（如 Excel、WPS）打开着",
    33: "正被别的程序（如 Excel、WPS）打开着",
    53: "网络盘找不到",
    59: "网络盘断开了",
    64: "网络盘断开了",
    67: "网络盘找不到",
    112: "磁盘满了",
    206: "文件名或路径太长",
}


def said(error: OSError) -> str:
    """Why an operation failed; the system's own words for what is not known here."""
    known = _WINDOWS.get(getattr(error, "winerror", None) or 0) or _SAID.get(error.errno or 0)
    return known or error.strerror or str(error)
