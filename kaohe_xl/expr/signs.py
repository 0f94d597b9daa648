"""What is known of a figure's sign whatever the data: it spares questions and shortens formulas."""

from __future__ import annotations

from kaohe_xl.expr import tree as t


def positive(node: t.Node) -> bool:
    """Above 0 whatever the data."""
    match node:
        case t.Number():
            return node.value > 0
        case t.Call(function=t.Function.MAX):
            return any(positive(argument) for argument in node.arguments)
        case t.Call(function=t.Function.MIN):
            return all(positive(argument) for argument in node.arguments)
        case t.Arithmetic(op=op) if op in "*/":
            return positive(node.left) and positive(node.right)
        case t.ByGroup():
            return all(positive(part) for part in node.children()) and node.otherwise is not None
        case _:
            return False


def never_negative(node: t.Node) -> bool:
    match node:
        case t.Number():
            return node.value >= 0
        case t.Call(function=t.Function.MAX):
            return any(never_negative(argument) for argument in node.arguments)
        case t.Call(function=t.Function.ABS):
            return True
        case t.Call(function=t.Function.MIN | t.Function.SUM | t.Function.MEAN):
            return all(never_negative(argument) for argument in node.arguments)
        case t.Arithmetic(op=op) if op in "+*/":
            return never_negative(node.left) and never_negative(node.right)
        case t.Streak():
            return True
        case t.OfSubs():
            return node.over is t.OverSubs.COUNT or never_negative(node.part)
        case t.If():
            return never_negative(node.then) and never_negative(node.otherwise)
        case _:
            return False
