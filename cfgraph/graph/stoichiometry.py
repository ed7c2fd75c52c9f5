"""Stoichiometric lower bounds: formulas such as ``M(Li2CO3)/(2*M(LiFePO4))``, evaluated with a molar-mass library."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from decimal import Decimal
from functools import cache

FARADAY = 96485.33212
"""Charge of a mole of electrons in C/mol (CODATA 2018, exact since the SI of 2019)."""

OPERATORS: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def evaluate(formula: str) -> Decimal:
    """The value of a formula, rounded to six digits after the point.

    ``M(X)`` is the molar mass of ``X`` in g/mol (molmass, IUPAC atomic weights), ``F`` the Faraday constant in C/mol.
    Raises ValueError for anything else than numbers, ``+ - * /``, parentheses, ``M(…)`` and ``F``.
    """
    try:
        value = _value(ast.parse(formula, mode="eval").body)
    except (SyntaxError, ZeroDivisionError, RecursionError) as error:
        raise ValueError(str(error)) from None
    return Decimal(repr(value)).quantize(Decimal("0.000001"))


def _value(tree: ast.expr) -> float:
    if isinstance(tree, ast.Constant) and isinstance(tree.value, int | float) and not isinstance(tree.value, bool):
        return float(tree.value)
    if isinstance(tree, ast.Name) and tree.id == "F":
        return FARADAY
    if isinstance(tree, ast.BinOp) and type(tree.op) in OPERATORS:
        return OPERATORS[type(tree.op)](_value(tree.left), _value(tree.right))
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == "M" and len(tree.args) == 1:
        return molar_mass(ast.unparse(tree.args[0]))
    raise ValueError(f"unexpected: {ast.unparse(tree)}")


@cache
def molar_mass(formula: str) -> float:
    """Molar mass in g/mol. Raises ValueError for a formula that molmass cannot read."""
    from molmass import Formula, FormulaError

    try:
        return float(Formula(formula).mass)
    except FormulaError as error:
        raise ValueError(f"{formula}: {error}".splitlines()[0]) from None
