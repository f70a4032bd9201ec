"""`make mutants`: change one thing at a time in the engine and the measures, and see whether a test notices.

Each mutant is compiled in memory in a process of its own that was forked before anything of ours was imported, so that
one costs little more than its tests. Only tests that need no server are asked. What survives is named with its line.
"""

import argparse
import ast
import contextlib
import copy
import importlib.abc
import importlib.util
import io
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
TARGETS = {
    "shared/line.py": ["tests/shared/test_line.py"],
    "shared/seals.py": ["tests/shared/test_seals.py"],
    "deploy/verification/oracles.py": ["tests/deploy/verification/test_oracles.py"],
    "services/metrics/contribution.py": ["tests/metrics/test_contribution.py", "tests/metrics/test_ledger.py"],
    "services/metrics/counting.py": ["tests/metrics/test_counting.py"],
    "services/metrics/ledger.py": ["tests/metrics/test_ledger.py", "tests/metrics/measures"],
    "services/metrics/period.py": ["tests/metrics/test_period.py", "tests/metrics/measures"],
    **{
        str(file.relative_to(ROOT)): ["tests/metrics/measures"]
        for file in sorted((ROOT / "services/metrics/measures").glob("[a-z]*.py"))
    },
}
SECONDS = 120
"""A mutant that takes longer has no end, which is noticed too."""
OTHER = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.And: ast.Or, ast.Or: ast.And, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}  # fmt: skip


class Mutant(NamedTuple):
    """A module in which one thing is otherwise."""

    line: int
    words: str
    tree: ast.Module


def mutants(source: str) -> Iterator[Mutant]:
    """Yield every mutant of a module."""
    tree = ast.parse(source)
    for place, node in enumerate(ast.walk(tree)):
        for words, change in _changes(node):
            changed = copy.deepcopy(tree)
            twin = next(one for at, one in enumerate(ast.walk(changed)) if at == place)
            for name, value in change.items():
                setattr(twin, name, value)
            yield Mutant(getattr(node, "lineno", 0), words, ast.fix_missing_locations(changed))


def _changes(node: ast.AST) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield what may be otherwise in one node, in words and as what its fields become."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in OTHER:
            yield f"{type(op).__name__} becomes {OTHER[type(op)].__name__}", {"ops": [OTHER[type(op)]()]}
        case ast.BinOp(op=op) | ast.BoolOp(op=op) if type(op) in OTHER:
            yield f"{type(op).__name__} becomes {OTHER[type(op)].__name__}", {"op": OTHER[type(op)]()}
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not is gone", {"op": ast.UAdd(), "operand": ast.Call(ast.Name("bool", ast.Load()), [operand], [])}
        case ast.Constant(value=bool(value)):
            yield f"{value} becomes {not value}", {"value": not value}
        case ast.Constant(value=int(value)):
            yield f"{value} becomes {value + 1}", {"value": value + 1}
        case ast.If(test=test) | ast.IfExp(test=test):
            yield "the condition always holds", {"test": ast.Constant(value=True)}
            yield "the condition never holds", {"test": ast.Constant(value=False)}
            del test
        case ast.Return(value=ast.expr()):
            yield "returns None", {"value": ast.Constant(value=None)}
        case ast.Continue():
            yield "continue is gone", {}


class _Import(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, name: str, file: Path, tree: ast.Module) -> None:
        self.name, self.file, self.tree = name, file, tree

    def find_spec(self, fullname: str, path: object, target: object = None) -> object:  # noqa: ARG002  its own names
        return (
            importlib.util.spec_from_file_location(fullname, self.file, loader=self) if fullname == self.name else None
        )

    def create_module(self, spec: object) -> None:
        """Let Python make it."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the mutant in the module's place."""
        exec(compile(self.tree, str(self.file), "exec"), module.__dict__)


def survives(path: str, mutant: Mutant, tests: Sequence[str]) -> bool:
    """Return whether no test notices a mutant."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        name = path.removesuffix(".py").replace("/", ".")
        sys.meta_path.insert(0, _Import(name, ROOT / path, mutant.tree))
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            code = pytest.main(["-x", "-q", "-m", "not stack and not postgres", "-p", "no:cacheprovider", *tests])
        os._exit(int(code))
    _, status = os.waitpid(child, 0)
    return status == 0


def main() -> None:
    """Say what survives."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", default=list(TARGETS))
    killed, alive = 0, []
    for path in parser.parse_args().modules:
        for one in mutants((ROOT / path).read_text()):
            if survives(path, one, TARGETS[path]):
                alive.append(f"{path}:{one.line}: {one.words}")
                print(alive[-1], flush=True)
            else:
                killed += 1
        print(f"{path}: {killed:,} noticed, {len(alive):,} survive so far", flush=True)
    sys.exit(1 if alive else 0)


if __name__ == "__main__":
    main()
