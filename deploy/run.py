"""Run the whole product on one machine: `make run`.

Starts the processes of the Procfile, shows how far they are, starts one that dies again, and stops all of them on Ctrl-C. It gives
up only on one that can't start. Each process gets only the secrets that are its own. Their logs go to `$SIHTEERI_HOME/logs`.
"""

import shlex
import signal
import sys
import threading
import time
from pathlib import Path

from launching.environment import ROOT, Unfit, make_writable, must_be_free, own_variables, prepare_broker, read_environment, read_ports
from launching.process import Process, stop, trim
from launching.telling import farewell, say_once, show_progress, still_waiting, welcome

PATIENCE_SECONDS = 60
"""After so long it is said what is waited for."""


def main() -> int:
    try:
        environment = read_environment()
        home = Path(environment["SIHTEERI_HOME"])
        ports = read_ports(environment)
        make_writable(home)
        must_be_free(ports)
        prepare_broker(environment)
    except Unfit as problem:
        print(f"sihteeri: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda _signal, _frame: stopping.set())
    processes = [_process(name, command, environment, home) for name, command in _procfile()]
    try:
        return _supervise(processes, ports, environment, home, stopping)
    finally:
        stop(processes)


def _supervise(processes: list[Process], ports: dict[str, int], environment: dict[str, str], home: Path, stopping: threading.Event) -> int:
    for process in processes:
        process.start()
    hopeless = _until_ready(processes, ports, stopping)
    if hopeless:
        print(farewell(hopeless), file=sys.stderr)
        return 1
    if not stopping.is_set():
        welcome(ports, environment, home)
    while not stopping.wait(0.5):
        for process in processes:
            process.restart_if_dead()
            trim(process.log)
    print("\nStopping…", flush=True)
    return 0


def _until_ready(processes: list[Process], ports: dict[str, int], stopping: threading.Event) -> Process | None:
    """Wait for all, starting again what ends; return the one that can't be started."""
    began, waiting, said = time.monotonic(), list(processes), set[str]()
    while waiting and not stopping.is_set():
        for process in processes:
            if process.is_hopeless():
                return process
            process.restart_if_dead()
        waiting = [process for process in waiting if not process.is_ready(ports[process.name])]
        show_progress(processes, {process.name for process in waiting}, began)
        if any(process.sealed for process in processes):
            say_once(said, "The store is sealed. In another terminal: .venv/bin/sihteeri keys unseal")
        elif time.monotonic() - began > PATIENCE_SECONDS:
            say_once(said, still_waiting(waiting))
        stopping.wait(0.2)
    return None


def _procfile() -> list[tuple[str, str]]:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    return [(name.strip(), command.strip()) for name, _, command in (line.partition(":") for line in lines if line.strip())]


def _process(name: str, command: str, environment: dict[str, str], home: Path) -> Process:
    own = own_variables(name, environment) | {"SERVICE": name, "PYTHONUNBUFFERED": "1"}
    program, *arguments = shlex.split(command)
    return Process(name, [str(Path(sys.executable).parent / program), *arguments], own, home / "logs" / f"{name}.log")


if __name__ == "__main__":
    sys.exit(main())
