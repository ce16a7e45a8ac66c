"""Workers of `tegata run`: one that dies is started again, and none is left when the server ends."""

import sys
import threading
from pathlib import Path

from tegata.cli.country import _keep


def test_a_worker_that_dies_is_started_again(tmp_path: Path) -> None:
    told = tmp_path / "told"
    told.touch()
    program = f"open({str(told)!r}, 'a').write('x')"
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=([sys.executable, "-c", program], over))
    keeper.start()
    looks = threading.Event()
    for _ in range(400):
        if len(told.read_text()) >= 2 or looks.wait(0.05):
            break
    over.set()
    keeper.join(30)
    assert len(told.read_text()) >= 2
    assert not keeper.is_alive()


def test_a_worker_ends_with_the_server() -> None:
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=([sys.executable, "-c", "input()"], over))
    keeper.start()
    over.set()
    keeper.join(30)
    assert not keeper.is_alive()
