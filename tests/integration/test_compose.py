"""docker-compose.yml, checked by what it refers to, since walls that are only drawn are no walls."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from gateway.routes.imports import FILE_LIMIT_BYTES
from shared.settings import names
from tests.standins.stack import ROOT
from tests.unit.shared.test_conventions import SERVICES, SETTINGS

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
OURS = {name: COMPOSE["services"][name] for name in SERVICES}


def outside(service: str) -> bool:
    """Tell whether a service is on a network with a way out."""
    return any(not (COMPOSE["networks"][name] or {}).get("internal") for name in COMPOSE["services"][service]["networks"])


def test_only_interpreter_gateway_proxy_and_the_one_shot_pull_have_a_way_out() -> None:
    assert {name for name in COMPOSE["services"] if outside(name)} == {"interpreter", "gateway", "proxy", "pull-model"}


def test_the_interpreter_meets_nobody_but_the_broker() -> None:
    mine = set(OURS["interpreter"]["networks"]) - {"outside"}
    others = {name for name, service in COMPOSE["services"].items() if mine & set(service["networks"])}

    assert others == {"interpreter", "rabbitmq", "prometheus-public"}


def test_nobody_but_the_broker_and_the_gateway_stands_in_two_zones() -> None:
    zones = {"private", "public", "edge"}

    assert {name for name, service in COMPOSE["services"].items() if len(zones & set(service["networks"])) > 1} == {"rabbitmq", "gateway"}


def test_every_service_is_measured_from_its_own_zone() -> None:
    measured = set()
    for name, watcher in COMPOSE["services"].items():
        if name.startswith("prometheus-"):
            file = ROOT / "deploy/prometheus" / Path(watcher["command"][0].partition("=")[2]).name
            targets = yaml.safe_load(file.read_text())["scrape_configs"][0]["static_configs"][0]["targets"]
            assert all(set(watcher["networks"]) & set(OURS[target.split(":")[0]]["networks"]) for target in targets)
            measured |= {target.split(":")[0] for target in targets}

    assert measured == set(SERVICES)


CADDY = (ROOT / "deploy/caddy/Caddyfile").read_text()


def test_the_proxy_has_deadlines() -> None:
    assert re.search(r"servers \{\s+timeouts \{\s+read_header \d+s\s+read_body \d+s", CADDY)


def test_the_proxy_collects_no_request_since_it_answers_200_to_one_that_stops_half_way() -> None:
    assert not re.search(r"^\s*request_buffers\b", CADDY, re.MULTILINE)


def test_the_proxy_binds_nobody_on_localhost_to_https() -> None:
    assert re.search(r"@local host localhost\s+header @local \{\s+-Strict-Transport-Security\s+defer\s+\}", CADDY)


def test_the_proxy_passes_on_files_as_long_as_the_gateway_takes_them() -> None:
    long = re.search(r"@import \{\s+method POST\s+path (.+)\n\t}\s+request_body @import \{\s+max_size (\d+)GiB\s+read_timeout \d+h", CADDY)

    assert long
    assert long[1].split() == ["/api/v1/imports", "/imports"]  # The API's and the browser's.
    assert int(long[2]) << 30 == FILE_LIMIT_BYTES


@pytest.mark.parametrize("service", SERVICES)
def test_every_service_is_hardened_and_waits_for_its_health(service: str) -> None:
    found = OURS[service]

    assert found["read_only"] is True
    assert found["cap_drop"] == ["ALL"]
    assert found["security_opt"] == ["no-new-privileges:true"]
    assert found["init"] is True
    assert found["mem_limit"]
    assert "readyz" in found["healthcheck"]["test"][-1]
    assert int(found["stop_grace_period"].rstrip("s")) > 8
    assert "ports" not in found


@pytest.mark.parametrize("service", SERVICES)
def test_every_variable_is_a_setting_and_every_secret_is_mounted(service: str) -> None:
    known = set(names(SETTINGS[service])) | {f"{service.replace('-', '_').upper()}_HOST"}
    environment = OURS[service]["environment"]

    assert {name.removesuffix("_FILE") if name not in known else name for name in environment} <= known | {
        name.removesuffix("_FILE") for name in known
    }
    for value in environment.values():
        if str(value).startswith("/run/secrets/"):
            assert value.removeprefix("/run/secrets/") in OURS[service]["secrets"]


def test_secrets_go_to_those_who_need_them_alone() -> None:
    holders = {
        secret: {name for name, service in COMPOSE["services"].items() if secret in service.get("secrets", [])}
        for secret in COMPOSE["secrets"]
    }

    assert holders["master-key"] == {"store"}
    assert holders["openai-api-key"] == {"interpreter"}
    assert holders["twilio-auth-token"] == {"gateway"}
    assert "interpreter" not in holders["bus-private-key"]
    assert all(holders.values())


def test_make_secrets_makes_every_file_that_is_mounted(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "deploy/rabbitmq/write_definitions.py", str(tmp_path / "secrets")], cwd=ROOT, check=True, capture_output=True
    )
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}

    assert {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()} == set(made)
    again = subprocess.run(
        [sys.executable, "deploy/rabbitmq/write_definitions.py", str(tmp_path / "secrets")], cwd=ROOT, check=True, capture_output=True
    )
    assert again.returncode == 0
    assert {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()} == made


def test_every_file_that_is_mounted_or_built_from_is_there() -> None:
    for service in COMPOSE["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./"):
                assert (ROOT / source).exists(), source
    for line in (ROOT / "deploy/Dockerfile").read_text().splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                for name in SERVICES:
                    assert (ROOT / source.replace("${SERVICE}", name)).exists(), source


def test_the_gateway_believes_those_on_the_edge_and_nobody_else_about_where_a_request_comes_from() -> None:
    edge = COMPOSE["networks"]["edge"]

    assert OURS["gateway"]["environment"]["TRUSTED_PROXIES"] == edge["ipam"]["config"][0]["subnet"]
    assert edge["internal"] is True
    assert "gateway:/data" in OURS["gateway"]["volumes"]  # Wrong tokens are counted there, over a restart.


@pytest.mark.parametrize("service", [name for name in SERVICES if "SIHTEERI_TIME_ZONE" in names(SETTINGS[name])])
def test_whoever_counts_in_a_time_zone_is_told_it(service: str) -> None:
    assert OURS[service]["environment"]["SIHTEERI_TIME_ZONE"] == "${SIHTEERI_TIME_ZONE:-}"
