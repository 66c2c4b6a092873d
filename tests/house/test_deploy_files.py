"""What docs/deploy.md hands out fits the program: names of settings, commands, accounts and folders, each way."""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from peersupport.home import running

ROOT: Path = settings.ROOT
DEPLOY = ROOT / "docs" / "deploy"
PAGE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))["services"]
OURS = {name for name, facts in SERVICES.items() if facts["image"] == "evenings:here"}
UNITS = sorted(DEPLOY.glob("evenings-*"))
# Read by what makes roles, and not by the program.
FOR_ROLES = {"POSTGRES_PASSWORD", "OWNER_PASSWORD", "APP_PASSWORD"}
# Of others: Django's, make's, PostgreSQL's.
NOT_OURS = {"DJANGO_SETTINGS_MODULE", "MAKELEVEL", "PGCONNECT_TIMEOUT"}


# -- Every environment variable, in one table


def read_by_the_program() -> dict[str, object]:
    """Each variable that some module reads, and the default written beside it, where it is a plain value."""
    found: dict[str, object] = {}
    for folder in ("peersupport", "members", "groups", "sessions"):
        for path in (ROOT / folder).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and is_of_the_environment(call.func) and call.args:
                    name = ast.literal_eval(call.args[0]) if isinstance(call.args[0], ast.Constant) else None
                    if name not in NOT_OURS and name is not None:
                        found[name] = found.get(name) or default_of(call)
    return found


def is_of_the_environment(function: ast.expr) -> bool:
    said = ast.unparse(function)
    return said in ("env", "needed") or re.fullmatch(r"(env|os\.environ)\.(\w+)", said) is not None


def default_of(call: ast.Call) -> object:
    given = [keyword.value for keyword in call.keywords if keyword.arg == "default"]
    given += call.args[1:2] if ast.unparse(call.func) == "os.environ.get" else []
    return given[0].value if given and isinstance(given[0], ast.Constant) else None


def table() -> dict[str, str]:
    """Each variable of the page's table, and its default as written there."""
    part = PAGE.partition("## Every environment variable")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) ?\|", part, re.MULTILINE)
    assert len(rows) == len(dict(rows)), "a variable has two rows"
    return dict(rows)


def test_the_table_has_every_variable_that_is_read_and_no_other() -> None:
    assert set(table()) == set(read_by_the_program())


def test_the_table_says_the_defaults() -> None:
    plain = {
        name: default
        for name, default in read_by_the_program().items()
        if isinstance(default, int | float | str) and not isinstance(default, bool) and default != ""
    }
    assert len(plain) > 8
    assert {name: table()[name] for name in plain} == {name: f"`{default}`" for name, default in plain.items()}


# -- Names that the files use


def test_the_units_are_told_nothing_the_program_does_not_read() -> None:
    assert names_in(new_settings("debian")) <= set(table()) | FOR_ROLES
    for unit in UNITS:
        hidden = re.search(r"^UnsetEnvironment=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(hidden[1].split() if hidden else ()) <= set(table()) | FOR_ROLES


def new_settings(kind: str) -> str:
    command = ["sh", DEPLOY / "new-settings.sh", kind, "groups.kettle.scot"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def names_in(words: str) -> set[str]:
    return set(re.findall(r"^(\w+)='", words, re.MULTILINE))


@pytest.mark.parametrize("kind", ["debian", "containers"])
def test_new_settings_are_new_each_time_and_hold_only_what_shells_systemd_and_compose_read_alike(kind: str) -> None:
    first, second = new_settings(kind), new_settings(kind)
    lines = [line for line in first.splitlines() if not line.startswith("#")]
    secret = {line.partition("=")[0] for line in lines if line not in second.splitlines()}

    assert all(re.fullmatch(r"[A-Z_]+='[-\w:/@.%=]*'", line) for line in lines), lines
    assert {"SECRET_KEY", "OWNER_PASSWORD", "APP_PASSWORD"} <= secret
    assert "SITE_URL='https://groups.kettle.scot'" in lines


@pytest.mark.parametrize("words", [[], ["debian"], ["tea", "groups.kettle.scot"], ["debian", "a b"], ["debian", "a'b"]])
def test_new_settings_are_not_made_of_anything(words: list[str]) -> None:
    done = subprocess.run(["sh", DEPLOY / "new-settings.sh", *words], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")


# -- The same programs everywhere


def unit(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8").replace("\\\n", " ")


def commands() -> Iterator[tuple[str, set[str]]]:
    """How web server and worker are started: by a local run, as the image is made, by compose, by systemd."""
    with_paths = re.compile(r"^ExecStart=/srv/evenings/\.venv/bin/(.*)$", re.MULTILINE)
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    [served] = re.findall(r"^CMD (\[.*\])$", image, re.MULTILINE)
    for name in ("web", "worker"):
        [line] = with_paths.findall(unit(f"evenings-{name}.service"))
        yield name, set(line.split())
    yield "web", set(ast.literal_eval(served))
    yield "worker", set(SERVICES["worker"]["command"])


class Listener:
    """Where a local run would listen: any number will do."""

    def fileno(self) -> int:
        return 3


def test_web_server_and_worker_are_started_as_a_local_run_starts_them() -> None:
    ways = {"--bind", "fd://3", "--graceful-timeout", "5"}
    ours = {
        name: set(program.command[2:]) - ways
        for name, program in zip(("web", "worker"), running.programs(Listener()), strict=True)  # type: ignore[arg-type]
    }
    for name, words in commands():
        assert ours[name] - words == set(), name


def test_nothing_is_open_to_others_but_the_proxy() -> None:
    published = {name: facts["ports"] for name, facts in SERVICES.items() if "ports" in facts}
    assert published == {"proxy": ["80:80", "443:443"]}
    assert SERVICES["database"]["networks"] == SERVICES["doorbell"]["networks"] == ["back"]


def test_only_what_shapes_tables_is_told_the_owners_password() -> None:
    """By systemd; tests/house/test_compose.py has the containers."""
    for name in ("evenings-web.service", "evenings-worker.service"):
        assert "UnsetEnvironment=DATABASE_OWNER_URL OWNER_PASSWORD APP_PASSWORD" in unit(name)


def test_one_service_builds_the_image_and_none_looks_for_it_elsewhere() -> None:
    assert [name for name in SERVICES if "build" in SERVICES[name]] == ["migrate"]
    assert {SERVICES[name]["pull_policy"] for name in OURS} == {"never"}


def test_every_image_names_the_line_of_releases_it_is_of() -> None:
    image = re.findall(r"^FROM (\S+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    named = [*image, *(facts["image"] for name, facts in SERVICES.items() if name not in OURS)]
    assert len(named) == 4
    assert all(re.fullmatch(r"[a-z/]+:\d+(\.\d+)?(-[a-z-]+)?", name) for name in named), named


def test_the_image_runs_as_nobody_special_and_holds_all_the_code() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = {line.split()[0].rstrip("/") for line in re.findall(r"^COPY (.*)$", image, re.MULTILINE)}
    assert copied == {"requirements.txt", "manage.py", "peersupport", "members", "groups", "sessions", "templates",
                      "static"}  # fmt: skip
    assert image.rindex("USER evenings") > image.rindex("RUN ")


def test_the_night_of_the_page_is_the_night_of_the_units() -> None:
    """The page shows the units of backups; they are handed out, too."""
    of_the_page = {line.strip() for line in PAGE.splitlines()}
    for name in ("evenings-backup.service", "evenings-backup.timer"):
        lines = re.findall(r"^(?:User|WorkingDirectory|ExecStart|OnCalendar|Persistent)=.*$", unit(name), re.MULTILINE)
        assert lines
        assert set(lines) <= of_the_page, name


# -- What their own programs make of them


@pytest.mark.parametrize("script", ["new-settings.sh", "roles.sh", "evenings"])
def test_scripts_are_for_any_shell(script: str) -> None:
    assert (DEPLOY / script).stat().st_mode & 0o111
    subprocess.run(["sh", "-n", DEPLOY / script], check=True)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
def test_systemd_reads_the_units(tmp_path: Path) -> None:
    for path in UNITS:
        words = re.sub(r"/srv/evenings/\.venv/bin/\w+", "/bin/true", path.read_text(encoding="utf-8"))
        (tmp_path / path.name).write_text(words)
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_file_that_is_handed_out_is_on_the_page() -> None:
    for path in DEPLOY.iterdir():
        is_named = path.name in PAGE or (path.suffix in (".service", ".timer") and f"evenings-*{path.suffix}" in PAGE)
        assert is_named, path.name
    for name in re.findall(r"docs/deploy/([\w.-]+)(?!\*)\b", PAGE):
        assert (DEPLOY / name).is_file(), name
