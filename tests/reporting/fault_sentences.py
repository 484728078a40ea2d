"""Every sentence that the source can put into a fault, read from its syntax: code, message or remedy, as templates."""

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "matching"
ROOMS = ("intake", "files", "adapters")
Scope = ast.FunctionDef | ast.Module
SLOT = "\0"
"""Stands for whatever a template fills in."""


def fault_sentences() -> Iterator[tuple[str, str, str, str]]:
    """Yield module, code, part (message or remedy) and template of every fault in the source."""
    for room in ROOMS:
        for path in sorted((SOURCE / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for scope in ast.walk(tree):
                if isinstance(scope, (ast.FunctionDef, ast.Module)):
                    yield from _of_scope(path.name, scope)


def _of_scope(module: str, scope: Scope) -> Iterator[tuple[str, str, str, str]]:
    for node in _own_nodes(scope):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Fault":
            arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
            for code in _texts(arguments[0], scope):
                for part, argument in zip(("message", "remedy"), arguments[1:3], strict=True):
                    for template in _texts(argument, scope):
                        yield module, code, part, template


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, (ast.FunctionDef, ast.ClassDef)):
            yield child
            yield from _own_nodes(child)


def _texts(node: ast.expr, scope: Scope, seen: frozenset[str] = frozenset()) -> list[str]:
    """Return every text that an expression may be, as templates; nothing where it is taken from another fault."""
    if isinstance(node, ast.Constant):
        return [str(node.value)]
    if isinstance(node, ast.JoinedStr):
        return _joined(node.values, scope, seen)
    if isinstance(node, ast.IfExp):
        return _texts(node.body, scope, seen) + _texts(node.orelse, scope, seen)
    if isinstance(node, ast.Name) and node.id not in seen:
        values = [value for value in _assigned(node.id, scope) if value.lineno <= node.lineno][-1:]
        return [text for value in values for text in _texts(value, scope, seen | {node.id})]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
        return _texts(node.args[1], scope, seen)
    return []


def _joined(values: list[ast.expr], scope: Scope, seen: frozenset[str]) -> list[str]:
    texts = [""]
    for value in values:
        parts = [str(value.value)] if isinstance(value, ast.Constant) else _inner(value, scope, seen)
        texts = [text + part for text in texts for part in parts]
    return texts


def _inner(value: ast.expr, scope: Scope, seen: frozenset[str]) -> list[str]:
    inner = value.value if isinstance(value, ast.FormattedValue) else value
    named = isinstance(inner, ast.Name) and inner.id in ("readings", "remedy", "limits")
    found = _texts(inner, scope, seen) if named else []
    return found or [SLOT]


def _assigned(name: str, scope: Scope) -> list[ast.expr]:
    found: list[ast.expr] = []
    for node in _own_nodes(scope):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Name, ast.Tuple)):
            target = node.targets[0]
            if isinstance(target, ast.Name) and target.id == name:
                found.append(node.value)
            elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                names = [getattr(element, "id", "") for element in target.elts]
                found += [value for one, value in zip(names, node.value.elts, strict=True) if one == name]
    return found
