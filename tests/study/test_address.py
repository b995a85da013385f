"""What is given as the address of a scheduler: what cannot be one is refused at once, what does not answer within seconds, in words."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from model import cli
from model.errors import InputError
from model.study.address import knock, parse_address
from tests.study import trial

NONE_OF_THESE = [
    *("", "foo", "tcp://", "tls://", "http://", "http://localhost:8786", "inproc://1", "tcp://127.0.0.1", "tcp://127.0.0.1:abc"),
    *("tcp://h:0", "tcp://h:65536", "tcp://h:-1", "tcp://h:80:90", "tcp://999.1.1.1:80", "tcp://a..b:80", f"tcp://{'a' * 70}:80"),
    *("tcp://h:80/x", "tcp://u@h:80", "tcp://h:80?x", "tcp://::1:80", "tcp://[::1:80", "tcp://h h:80", "tcp://h\n:80", "\0:80", "$(x):80"),
]
SECONDS = 10.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small instance with a study."""
    return trial.make(tmp_path_factory.mktemp("address") / "small", 4)


@pytest.mark.parametrize("text", NONE_OF_THESE)
def test_what_cannot_be_an_address_is_refused_at_once(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 2, why, and what one looks like, before even the instance is read: it is not there."""
    assert cli.main(["sweep", str(tmp_path / "none"), "trial", "--scheduler", text]) == 2
    told = capsys.readouterr().err
    assert told.startswith("--scheduler")
    assert "tcp://127.0.0.1:8786" in told


@pytest.mark.parametrize(
    ("text", "address"),
    [("localhost:8786", "tcp://localhost:8786"), ("tls://h.example:1", "tls://h.example:1"), ("tcp://[::1]:65535", "tcp://[::1]:65535")],
)
def test_what_can_be_an_address_is_one(text: str, address: str) -> None:
    """Names, numbers of both kinds, tcp where no scheme is named; a check that refuses one of these would shut a cluster out."""
    assert str(parse_address(text)) == address


def silent(line: socket.socket) -> None:
    """Takes the call and says nothing."""
    line.recv(1)


def closes(line: socket.socket) -> None:
    """Hangs up."""


def another_service(line: socket.socket) -> None:
    """Greets as something else."""
    line.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
    line.recv(1)


def noise(line: socket.socket) -> None:
    """Says anything."""
    line.sendall(os.urandom(100_000))


def dribble(line: socket.socket) -> None:
    """Says a byte now and then, so that no single wait is long."""
    while True:
        line.sendall(b"\1")
        time.sleep(0.2)


@contextmanager
def listening(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """Something that is no scheduler, at this address."""

    def serve(line: socket.socket) -> None:
        try:
            behave(line)
        except OSError:  # the caller has gone
            pass
        finally:
            line.close()

    def accept() -> None:
        while True:
            try:
                line, _ = door.accept()
            except OSError:  # the test is over
                return
            threading.Thread(target=serve, args=(line,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=accept, daemon=True).start()
        yield f"tcp://127.0.0.1:{door.getsockname()[1]}"


@pytest.mark.parametrize("behave", [silent, closes, another_service, noise, dribble], ids=lambda behave: str(behave.__name__))
def test_what_is_no_scheduler_is_told_within_seconds(behave: Callable[[socket.socket], None]) -> None:
    """Something listens there and never becomes a scheduler. Dask itself would wait for most of these without end."""
    begun = time.monotonic()
    with listening(behave) as address, pytest.raises(InputError, match="no scheduler answers there"):
        knock(parse_address(address), None)
    assert time.monotonic() - begun < SECONDS


def sweep(root: Path, folder: Path, *more: str, **environment: str) -> tuple[int, str]:
    """The real command line; its exit code and what it says."""
    words = [sys.executable, "-m", "tests.study.trial", "sweep", str(folder), "trial", "--out", str(folder.parent / "out"), *more]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **environment})
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_nobody_there_is_bad_input(root: Path, folder: Path) -> None:
    """Nothing listens at the port, or the name is unknown: exit 2 and who does not answer."""
    pytest.importorskip("distributed", reason="NOT TESTED: the cluster runner; install command-posture[cluster]")
    for address in ("tcp://127.0.0.1:1", "tcp://no-such-machine.invalid:8786"):
        code, told = sweep(root, folder, "--scheduler", address)
        assert code == 2, told
        assert address in told
        assert "no scheduler answers there" in told


def test_tls_without_certificates_says_which_settings_name_them(root: Path, folder: Path) -> None:
    """No setting, and settings that name files which are not there: exit 2 and the names of Dask's settings."""
    pytest.importorskip("distributed", reason="NOT TESTED: the cluster runner; install command-posture[cluster]")
    setting = "DASK_DISTRIBUTED__COMM__TLS__CA_FILE"
    for environment in ({}, {setting: "/none.pem", "DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT": "/none.pem"}):
        code, told = sweep(root, folder, "--scheduler", "tls://127.0.0.1:8786", **environment)
        assert code == 2, told
        assert "distributed.comm.tls.client.cert" in told
        assert setting in told
