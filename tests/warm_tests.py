"""Run the same tests again and again, each time in a fork that has the packages loaded.

Importing numpy, scipy, pandas, numba and pytest takes longer than the tests of one module. The
project itself is never imported before the fork, so each run sees its files as they are.

    python warm_tests.py serve SOCKET PYTEST_OPTIONS... -- TESTS...   # until its input ends
    python warm_tests.py ask SOCKET                                   # exit status of one run

Each of TESTS is run by itself, until one fails: what the later ones import is not needed before.
"""

import json
import os
import select
import signal
import socket
import sys
from collections.abc import Sequence

PASSED = (0, 5)
"""Exit statuses of pytest: all tests passed, or none was selected."""

POLL = 0.02
"""Seconds between looks at whether a run has ended or its client has gone."""


def serve(address: str, arguments: Sequence[str]) -> None:
    """Answer each client with the exit status of one run.

    A run ends when its client goes away, and the server with the end of its input.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who started this
    sys.dont_write_bytecode = True  # a mutant may be as long and as old as the one before
    sys.path[0] = os.getcwd()
    _load_packages(arguments)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(address)
    listener.listen()
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in ready:
            return
        client, _ = listener.accept()
        with client:
            status = _run(arguments, client)
            if status is not None:
                client.sendall(bytes([status]))


def ask(address: str) -> int:
    """Exit status of one run."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(address)
        answer = client.recv(1)
    return answer[0] if answer else 1


def _run(arguments: Sequence[str], client: socket.socket) -> int | None:
    child = os.fork()
    if child == 0:
        _test(arguments)
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return int(status != 0)
        if select.select([client, sys.stdin], [], [], POLL)[0]:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None


def _test(arguments: Sequence[str], report: int | None = None) -> None:
    """Run the tests and end the process; write what they loaded to a pipe."""
    import pytest
    from hypothesis import Phase, settings

    # The first failure is enough: neither made smaller nor remembered for the next run.
    settings.register_profile("once", phases=[Phase.explicit, Phase.generate], database=None)
    settings.load_profile("once")
    os.setsid()
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silent, stream)
    status = 1
    try:
        split = list(arguments).index("--")
        options, tests = arguments[:split], arguments[split + 1 :]
        statuses = (int(pytest.main([*options, one])) for one in tests)
        status = next((one for one in statuses if one not in PASSED), 0)
        if report is not None:
            packages = [name for name, one in sys.modules.items() if _is_installed(one)]
            os.write(report, json.dumps(packages).encode())
    finally:
        os._exit(status)


def _is_installed(module) -> bool:
    return "site-packages" in (getattr(module, "__file__", None) or "")


def _load_packages(arguments: Sequence[str]) -> None:
    """Import the packages that the tests import."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _test(arguments, writer)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        names = json.loads(pipe.read() or "[]")
    os.waitpid(child, 0)
    for name in names:
        try:
            __import__(name)
        except ImportError:
            continue


if __name__ == "__main__":
    if sys.argv[1] == "ask":
        sys.exit(ask(sys.argv[2]))
    serve(sys.argv[2], sys.argv[3:])
