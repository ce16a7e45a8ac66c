"""A desk's process: it reads acts, one a line, does each through the rooms' own actions, and answers. Killed like the others.

An answer is `["done", result]`, `["refused", why]` (a room said no, in its own words) or `["fault", where]`.
"""

import json
import sys
import traceback
from pathlib import Path

from tegata.server import starting
from tegata.server.home import Home, clock

REFUSALS = {"ValueError", "LookupError", "PermissionError", "ChangedMeanwhile"}


def main() -> None:
    home = Path(sys.argv[1])
    Home.found(home, clock)
    starting.set_up(home)
    from django.db import close_old_connections  # noqa: PLC0415 - needs the settings
    from tests.faults import acts  # noqa: PLC0415

    for line in sys.stdin:
        verb, arguments = json.loads(line)
        close_old_connections()  # as at the beginning of a request
        try:
            answer = ["done", acts.VERBS[verb](**arguments)]
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
            kinds = {kind.__name__ for kind in type(error).__mro__}
            said = f"{type(error).__name__}: {error}"
            answer = ["refused", said] if kinds & REFUSALS else ["fault", said + traceback.format_exc()]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
