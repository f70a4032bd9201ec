"""The chart renders with every option, is what a cluster's rules ask for, and says what docker-compose.yml says."""

import json
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import helm_python
import kubernetes_validate
import pytest
import yaml
from helm_python import Chart
from jsonschema import Draft202012Validator

from deploy.containers.access import TOPICS, USERS
from deploy.containers.secrets import DATABASES, PASSWORDS
from deploy.local.system import MIGRATED, SERVICES
from shared import kafka
from tests.containers.system import ROOT

CHART = ROOT / "deploy/kubernetes"
OLDEST, NEWEST = "1.30", "1.37"
# Kinds of operators that a cluster may have; a cluster without them never sees these.
OF_OPERATORS = {path.stem: json.loads(path.read_text()) for path in (Path(__file__).parent / "schemas").glob("*.json")}
INGRESS = {"enabled": True, "host": "improvement.example.nhs.uk", "tlsSecret": "door", "className": "nginx"}
STRIMZI = {"kafka": {"strimzi": {"enabled": True, "storageClass": "fast"}}}
CNPG = {"postgres": {"cloudNativePG": {"enabled": True, "image": "postgresql:17", "storageClass": "fast"}}}
OPTIONS: dict[str, dict[str, Any]] = {
    "defaults": {},
    "strimzi": STRIMZI,
    "cloudnativepg": CNPG,
    "ingress": {"gateway": {"ingress": INGRESS, "issuers": [{"issuer": "a", "jwks_url": "b", "audience": "c"}]}},
    "monitoring": {"monitoring": {"enabled": True, "labels": {"release": "prometheus"}}},
    "people sign in": {"gateway": {"publicUrl": "https://improvement.example.nhs.uk"}},
    "tracing": {"tracing": {"endpoint": "http://collector:4318", "peers": [{"podSelector": {}}]}},
    "open network": {"networkPolicies": {"enabled": False}},
    "servers set up elsewhere": {"kafka": {"setUp": False}, "postgres": {"setUp": False}},
    "own certificates": {"kafka": {"caSecret": "kafka-ca", "peers": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}},
    "a digest": {"image": {"tag": "sha256:" + "a" * 64, "pullSecrets": ["registry"], "pullPolicy": "Always"}},
    "one of each": {
        "sizes": {one: {"replicas": 1, "most": 1} for one in ("gateway", "projects", "training", "metrics")}
    },
    "everything": {**STRIMZI, **CNPG, "gateway": {"ingress": INGRESS}, "monitoring": {"enabled": True}},
}
Manifest = dict[str, Any]


def render(values: dict[str, Any], *, upgrade: bool = False) -> list[Manifest]:
    """Return every manifest of the chart."""
    with Chart.load(CHART) as chart:
        texts = chart.render(values=values, name="gt", namespace="qi", is_upgrade=upgrade, is_install=not upgrade)
    return [one for text in texts.values() for one in yaml.safe_load_all(text) if one]


def pods(manifests: list[Manifest]) -> Iterator[tuple[str, dict[str, Any]]]:
    for one in manifests:
        if one["kind"] in {"Deployment", "Job"}:
            yield one["metadata"]["name"].removeprefix("gt-"), one["spec"]["template"]["spec"]


def of_kind(manifests: list[Manifest], kind: str) -> dict[str, Manifest]:
    return {one["metadata"]["name"].removeprefix("gt-"): one for one in manifests if one["kind"] == kind}


def test_the_chart_has_no_faults() -> None:
    report = helm_python.lint(CHART, strict=True)

    assert report["errors"] == []
    assert all(one["severity"] <= 1 for one in report["messages"])


@pytest.mark.parametrize("values", OPTIONS.values(), ids=OPTIONS)
def test_it_renders_with_every_option(values: dict[str, Any]) -> None:
    for upgrade in (False, True):
        names = [(one["kind"], one["metadata"]["name"]) for one in render(values, upgrade=upgrade)]
        assert len(set(names)) == len(names) > 20


@cache
def distinct() -> list[tuple[str, Manifest]]:
    """Return whatever any option renders, with the group of its kind; what several render alike once."""
    rendered = (
        one for values in OPTIONS.values() for upgrade in (False, True) for one in render(values, upgrade=upgrade)
    )
    once = {json.dumps(one, sort_keys=True): one for one in rendered}
    return [(one["apiVersion"].rpartition("/")[0], one) for one in once.values()]


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_whatever_it_renders_is_valid(version: str) -> None:
    found = [one for group, one in distinct() if group not in OF_OPERATORS]

    for one in found:
        kubernetes_validate.validate(one, version, strict=True)
    assert len(found) > 100


def test_what_operators_take_is_what_they_are_given() -> None:
    found = [(group, one) for group, one in distinct() if group in OF_OPERATORS]

    for group, one in found:
        assert [str(error.message) for error in of_operator(group, one["kind"]).iter_errors(one["spec"])] == []
    assert {one["kind"] for _, one in found} == {kind for known in OF_OPERATORS.values() for kind in known["kinds"]}


@pytest.mark.parametrize(("group", "kind"), [("kafka.strimzi.io", "Kafka"), ("postgresql.cnpg.io", "Cluster")])
def test_what_operators_do_not_know_is_found(group: str, kind: str) -> None:
    spec = next(one["spec"] for owner, one in distinct() if (owner, one["kind"]) == (group, kind))

    assert [*of_operator(group, kind).iter_errors({**spec, "replicaz": 3})]


def of_operator(group: str, kind: str) -> Draft202012Validator:
    known = OF_OPERATORS[group]
    return Draft202012Validator({**known["kinds"][kind], "definitions": known["definitions"]})


@pytest.mark.parametrize("values", [{"imagee": {}}, {"sizes": {"gateway": {"replicas": 0}}}, {"logLevel": "loud"}])
def test_what_is_misspelt_is_refused(values: dict[str, Any]) -> None:
    with Chart.load(CHART) as chart, pytest.raises(helm_python.HelmError):
        chart.validate_schema(values)


def test_it_runs_what_runs_locally() -> None:
    manifests = render(OPTIONS["everything"])
    modules = {
        spec["containers"][0]["args"][0] for name, spec in pods(manifests) if name in of_kind(manifests, "Deployment")
    }

    assert modules == {one.module for one in SERVICES if one.name != "issuer"}
    assert {name for name in of_kind(manifests, "Job") if "migrations" in name} == {
        f"{name}-migrations-0-1-0" for name in MIGRATED
    }


def test_every_secret_is_one_that_is_made_and_none_is_in_the_environment() -> None:
    made = {"provider", *PASSWORDS, *(f"{kind}_url_{name}" for kind in ("database", "migration") for name in DATABASES)}

    for values in OPTIONS.values():
        for name, spec in pods(render(values)):
            [secrets] = [one["secret"] for one in spec["volumes"] if one["name"] == "secrets"]
            assert {item["key"] for item in secrets["items"]} <= made, name
            for variable in spec["containers"][0].get("env", []):
                assert set(variable) == {"name", "value"}, name
                assert "password" not in variable["name"].lower(), name


def test_a_service_holds_no_key_of_another() -> None:
    for name, spec in pods(render({})):
        [secrets] = [one["secret"] for one in spec["volumes"] if one["name"] == "secrets"]
        service = name.split("-")[0]
        if service in MIGRATED and "migrations" not in name:
            own = {"service_key", "seal_key", f"database_url_{service}", f"kafka_password_{service}"}
            assert {item["key"] for item in secrets["items"]} <= own


@pytest.mark.parametrize("values", [{}, OPTIONS["everything"]])
def test_every_pod_is_shut_in(values: dict[str, Any]) -> None:
    for name, spec in pods(render(values)):
        [container] = spec["containers"]
        assert spec["securityContext"]["runAsNonRoot"], name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert not spec["automountServiceAccountToken"], name
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }, name
        assert {"requests", "limits"} <= set(container["resources"]), name


def test_two_of_everything_spread_out_and_one_at_a_time_may_be_taken_away() -> None:
    manifests = render({})
    budgets = of_kind(manifests, "PodDisruptionBudget")
    scaled = {
        one["spec"]["scaleTargetRef"]["name"].removeprefix("gt-"): one
        for one in of_kind(manifests, "HorizontalPodAutoscaler").values()
    }

    for name, one in of_kind(manifests, "Deployment").items():
        replicas = scaled[name]["spec"]["minReplicas"] if name in scaled else one["spec"]["replicas"]
        assert replicas >= 2, name
        assert ("replicas" in one["spec"]) != (name in scaled), name
        assert one["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0, name
        spread = one["spec"]["template"]["spec"]["topologySpreadConstraints"]
        assert {constraint["topologyKey"] for constraint in spread} >= {"kubernetes.io/hostname"}, name
        assert budgets[name]["spec"]["maxUnavailable"] == 1, name
    assert set(scaled) == {"gateway", "projects", "training", "metrics"}


def test_only_the_door_is_asked_from_outside_and_only_who_needs_a_server_reaches_it() -> None:
    policies = of_kind(render(OPTIONS["everything"]), "NetworkPolicy")

    def reaches(name: str) -> set[int | str]:
        return {port["port"] for rule in policies[name]["spec"]["egress"] for port in rule["ports"]}

    assert reaches("gateway") == {"http", 443, 5432}
    assert reaches("gateway-worker") == {"http", 5432, 9093}
    assert reaches("projects") == {5432}
    assert reaches("projects-worker") == {5432, 9093}
    assert policies["gt"]["spec"]["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in policies["gt"]["spec"]
    for name in ("projects", "training", "metrics"):
        callers = [
            peer["podSelector"]["matchLabels"].get("app.kubernetes.io/component")
            for rule in policies[name]["spec"]["ingress"]
            for peer in rule["from"]
        ]
        assert callers == ["gateway", "gateway-worker", None], name


def test_traces_are_sent_only_where_somebody_takes_them() -> None:
    for values, wanted in ((OPTIONS["defaults"], False), (OPTIONS["tracing"], True)):
        manifests = render(values)
        ports = {
            port["port"]
            for one in of_kind(manifests, "NetworkPolicy").values()
            for rule in one["spec"].get("egress", [])
            for port in rule["ports"]
        }
        assert (4318 in ports) == wanted
        for name in of_kind(manifests, "Deployment"):
            told = dict(pods(manifests))[name]["containers"][0]["env"]
            assert ("OTEL_EXPORTER_OTLP_ENDPOINT" in {one["name"] for one in told}) == wanted, name


def test_kafkas_users_and_topics_are_those_of_the_compose_file() -> None:
    manifests = render(STRIMZI)
    users, topics = of_kind(manifests, "KafkaUser"), of_kind(manifests, "KafkaTopic")

    assert set(users) == set(USERS)
    for name, rights in USERS.items():
        acls = users[name]["spec"]["authorization"]["acls"]
        found = {(acl["resource"]["name"], operation) for acl in acls for operation in acl["operations"]}
        said = (("Write", rights.writes), ("Read", rights.reads), ("Create", rights.makes))
        wanted = {(topic.removesuffix("*"), operation) for operation, topics in said for topic in topics}
        assert found == wanted | {(topic, "Describe") for topic, _ in wanted}
    assert set(topics) == {*TOPICS, kafka.WATERMARKS}
    for name, one in topics.items():
        made = kafka.watermarks_topic(3) if name == kafka.WATERMARKS else kafka.facts_topic(name, 6, 3)
        assert {key: str(value) for key, value in one["spec"]["config"].items()} == dict(made.settings)
        assert (one["spec"]["partitions"], one["spec"]["replicas"]) == (made.partitions, made.replication)


def test_an_upgrade_migrates_before_it_rolls() -> None:
    for name, job in of_kind(render({}, upgrade=True), "Job").items():
        assert job["metadata"]["annotations"]["helm.sh/hook"] == "pre-upgrade", name
    for name, job in of_kind(render({}), "Job").items():
        assert "annotations" not in job["metadata"], name


def test_the_policy_scan_finds_only_what_is_argued(tmp_path: Any) -> None:
    (tmp_path / "rendered.yaml").write_text(yaml.safe_dump_all(render(OPTIONS["everything"])))
    argued = "CKV_K8S_43,CKV_K8S_15,CKV_K8S_11"

    subprocess.run(
        ["checkov", "--file", tmp_path / "rendered.yaml", "--framework", "kubernetes", "--skip-download", "--compact",
         "--quiet", "--skip-check", argued],
        check=True,
    )  # fmt: skip
