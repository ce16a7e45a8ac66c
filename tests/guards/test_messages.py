"""Every text of the pages is in Japanese too: none missing, none unsure, none that nothing says, none said in two ways."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_text_is_in_japanese() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "messages", "check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
