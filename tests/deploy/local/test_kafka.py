"""What Kafka needs from the machine: a Java, and exactly the jars that were written down."""

from contextlib import suppress
from pathlib import Path

import pytest

from deploy.local import cache, jars, java, kafka
from deploy.local.java import NoJava


def test_the_list_of_jars_is_complete_and_exact() -> None:
    listed = jars.listed()

    assert set(jars.WANTED) <= set(listed)
    assert all(len(digest) == 64 for digest in listed.values())


def test_a_jar_that_differs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.jar"
    other.write_bytes(b"not what was written down")
    monkeypatch.setattr(jars, "_by_either", lambda wanted, _: dict.fromkeys(wanted, other))

    with pytest.raises(jars.NotAsListed, match="was written down"):
        jars.fetch(tmp_path / "jars")

    assert [each.name for each in tmp_path.iterdir()] == ["other.jar"]


def test_what_was_not_finished_leaves_nothing(tmp_path: Path) -> None:
    with suppress(KeyboardInterrupt), cache.whole(tmp_path / "target") as draft:
        (draft / "half").touch()
        raise KeyboardInterrupt

    assert not list(tmp_path.iterdir())


def test_the_java_of_java_home_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = a_java(tmp_path, "21.0.1")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    assert java.find().path == chosen


def test_an_old_java_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_java(tmp_path, "11.0.2")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "/usr/bin/nowhere")
    monkeypatch.setattr("importlib.import_module", _no_wheel)

    with pytest.raises(NoJava, match="Java 17 or newer"):
        java.find()


def test_formatting_again_changes_nothing(tmp_path: Path) -> None:
    runtime = kafka.find()
    kafka.install(runtime)
    kafka.format_storage(runtime, tmp_path)
    before = (tmp_path / "meta.properties").read_text()

    kafka.format_storage(runtime, tmp_path)

    assert (tmp_path / "meta.properties").read_text() == before


def a_java(home: Path, version: str) -> Path:
    path = home / "bin" / "java"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    path.chmod(0o755)
    return path


def _no_wheel(name: str) -> None:
    raise ImportError(name)
