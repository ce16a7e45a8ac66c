"""The scripted day: people who look at what is to be done and do it, while processes are killed under them.

Seeded. Who gets no answer looks again and does it again if it is still to be done, as a person would.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.faults.fleet import MAKERS, ROLES, Running, Unanswered, World
from tests.faults.pages import PASSWORD, Pages, Refused
from tests.faults.site import Browser

LEASE_AND_MORE = 130.0
PATIENCE = 60.0
"""Seconds after which the next one dies although little was done."""
WEIGHTS = {
    "apply": 6,
    "review": 8,
    "acknowledge": 6,
    "unpack": 8,
    "hand over": 8,
    "post": 4,
    "delivered": 4,
    "held": 3,
    "rewrite": 4,
    "to bin": 2,
    "shred": 1,
}
KEPT = {"apply", "review", "cancel", "unpack", "hand over", "delivered", "take back", "to bin", "renew", "shred"}
"""Acts whose answer is a promise: the checker looks whether it was kept."""
ON_PAGES = ("review", "cancel", "hand over")
"""Beside an application on the web, packing, sending and the hot line: done on pages over HTTP."""
LIFE = ("stop", "stop", "take back", "move", "move", "die", "renew", "renew", "reset PIN", "reset PIN")
"""What happens to somebody who holds a card."""


@dataclass
class Log:
    """What was done and what came of it."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    unanswered: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    acknowledged: list[tuple[str, str]] = field(default_factory=list)


class Day:
    """One town's day."""

    def __init__(self, world: World, seed: int, faces: str) -> None:
        self.world, self.seed, self.log = world, seed, Log()
        self._random, self._faces = Random(seed), faces
        self._given_up: set[tuple[str, str]] = set()
        self._people: dict[str, list[str]] = {}
        self._boot, self._acts, self._arrivals = 3.0, 0, 0
        self.fleet: dict[str, Running] = {"desk": Running(world, "desk")}
        self._centre = Browser(world.port, "centre-1", PASSWORD)
        self._pages = Pages(world.port, self._said)
        self._line = Browser(world.port, "hotline-1", PASSWORD)
        self._stop, self._pause = threading.Event(), threading.Event()

    def begin(self, residents: int) -> None:
        """Found the country, and open it."""
        desk = self.fleet["desk"]
        self._answered(desk.ask("found", people_of=residents))
        self.world.forward(0)
        self.fleet |= {role: Running(self.world, role) for role in ROLES if role != "desk"}

    def rush(self, acts: int) -> None:
        """The first acts of the day, undisturbed, so that there is work for everybody when the first one dies."""
        for _ in range(acts):
            self._step()

    def run(self, kills: int, most_seconds: float) -> None:
        """Live until so many kills were made."""
        killer = threading.Thread(target=self._kill, args=(kills,), daemon=True)
        killer.start()
        end = time.monotonic() + most_seconds
        while killer.is_alive() and time.monotonic() < end:
            self._step()
        self._stop.set()
        killer.join()

    def drain(self, most_seconds: float = 180) -> dict[str, int]:
        """Kill no more; go on until nothing is pending. Returns what was left over."""
        end, left = time.monotonic() + most_seconds, {"": 1}
        for role, process in self.fleet.items():
            if not process.up:
                self.log.faults.append(f"{role} ended by itself")
                process.start()
        while any(left.values()) and time.monotonic() < end:
            self._pause.wait(1)
            self.world.forward(LEASE_AND_MORE)
            left = self._answered(self.fleet["desk"].ask("pending"))
        return left

    def check(self) -> dict[str, Any]:
        """Every invariant."""
        found: dict[str, Any] = self._answered(self.fleet["desk"].ask("check", acknowledged=self.log.acknowledged))
        return found

    def end(self) -> None:
        """Stop everything."""
        for process in self.fleet.values():
            if process.up:
                process.end()

    def _kill(self, kills: int) -> None:
        """Kill somebody who is awake: after some acts, at any moment of the next one."""
        random = Random(self.seed + 1)
        for _ in range(kills):
            acts, awake = self._acts + random.randint(0, 8), list[Running]()
            end = time.monotonic() + PATIENCE
            while not awake or (self._acts < acts and time.monotonic() < end):
                if self._stop.wait(0.05):
                    return
                awake = [one for one in self.fleet.values() if self._awake(one)]
            if self._stop.wait(random.uniform(0, 0.5)):
                return
            chosen = random.choice(awake)
            chosen.kill()
            if chosen.role in MAKERS:
                self.world.forward(LEASE_AND_MORE)
            chosen.start()

    def _awake(self, one: Running) -> bool:
        """The desk when it has answered; others after the time that the desk last took to start. Who sleeps does nothing."""
        return one.up and (one.boot is not None if one.role == "desk" else one.age > self._boot)

    def _step(self) -> None:
        try:
            seen = self._answered(self.fleet["desk"].ask("look"))
        except Unanswered:
            self._pause.wait(0.05)
            return
        choices = [(what, WEIGHTS[what]) for what in WEIGHTS if seen[what]]
        choices += [(what, 2) for what in ("pack", "send") if seen[what]]
        choices += [("pass on", 2)] * (len(seen["pass on"]) > 3) + [("cancel", 1)] * (len(seen["cancel"]) > 6)
        choices.append(("register", 1))
        seen["register"] = [self._arrivals]
        what = self._random.choices([name for name, _ in choices], [weight for _, weight in choices])[0]
        self._do(what, seen[what])

    def _do(self, what: str, seen: list[Any]) -> None:
        self._acts += 1
        if what in ("pack", "send", "held"):
            self._on_the_web(what, seen)
        elif what == "apply":
            way = self._random.choice(["web", "web", "counter", "post"])
            chosen = self._random.choice(seen)
            pictures = self._people.setdefault(chosen, [f"{len(self._people)}"])
            pictures.append("one more")
            face = [int(pictures[0]), len(pictures) - 2]
            if way == "web":
                self._on_pages("apply", "", lambda: self._applies(chosen, face))
            else:
                self._ask("apply", resident=chosen, face=face, way=way, faces=self._faces)
        elif what == "register":
            self._arrivals += 1
            self._ask("register", number=self._arrivals // 2)  # everybody is told twice
        elif what == "pass on":
            self._ask("pass on", receipts=seen)
        elif what == "acknowledge":
            transfer = seen[0][0]
            self._ask("acknowledge", transfer=transfer, receipts=[one for of, one in seen if of == transfer])
        else:
            resident, thing = self._random.choice(seen)
            if (what, thing) in self._given_up:
                return
            if what in ON_PAGES:
                act = getattr(self._pages, what.replace(" ", "_"))
                self._on_pages(what, thing, lambda: act(thing, resident))
            else:
                self._ask(what, resident=resident, card=thing)

    def _applies(self, resident: str, face: list[int]) -> str:
        """On the web. Returns the application, as the desk knows it."""
        self._pages.apply(resident, Path(self._said("photo", face=face, faces=self._faces)))
        application: str = self._said("application of", resident=resident)
        return application

    def _on_pages(self, verb: str, thing: str, act: Callable[[], Any]) -> None:
        try:
            came = act()
        except Unanswered:
            self.log.unanswered[verb] += 1
            self._pause.wait(0.2)
        except Refused as refused:
            said = str(refused)
            if said.startswith("5"):
                self.log.faults.append(f"{verb}: {said}")
            self.log.refused[f"{verb}: {said}"] += 1
            self._given_up.add((verb, thing))
        else:
            self.log.done[verb] += 1
            self.log.acknowledged.append((verb, thing or came))

    def _said(self, verb: str, **arguments: Any) -> Any:
        """What the desk's process knows. Raises Unanswered, Refused."""
        how, said = self.fleet["desk"].ask(verb, **arguments)
        if how != "done":
            raise Refused(f"{'500 ' * (how == 'fault')}{said}")
        return said

    def _on_the_web(self, what: str, seen: list[Any]) -> None:
        try:
            if what == "pack":
                self._told(what, "", self._centre.post(f"/production/pack/{seen[0]}", {}))
            elif what == "send":
                self._told(what, seen[0], self._centre.post(f"/production/parcels/{seen[0]}", {}))
            else:
                self._life_of_a_holder(*self._random.choice(seen))
        except Unanswered:
            self.log.unanswered[what] += 1
            self._pause.wait(0.2)

    def _life_of_a_holder(self, resident: str, card: str) -> None:
        happens = self._random.choice(LIFE)
        if happens != "stop":
            self._ask(happens, resident=resident, **({} if happens in ("move", "die") else {"card": card}))
            return
        who = self._answered(self.fleet["desk"].ask("who is", resident=resident))
        call = self._line.post("/hotline/", {"happened": "stolen", **who})
        if call.path.startswith("/hotline/calls/"):
            self._told("stop", card, self._line.post(f"{call.path}stop", {}, form_on=call.path))

    def _told(self, verb: str, thing: str, answer: Any) -> None:
        if answer.status >= 500:
            self.log.faults.append(f"{verb}: {answer.status} at {answer.path}")
        elif answer.status >= 400 or "sign-in" in answer.path:
            self.log.refused[verb] += 1
        else:
            self.log.done[verb] += 1
            if thing and (verb != "stop" or "is stopped" in answer.text):
                self.log.acknowledged.append((verb, thing))

    def _ask(self, verb: str, **arguments: Any) -> None:
        try:
            how, said = self.fleet["desk"].ask(verb, **arguments)
        except Unanswered:
            self.log.unanswered[verb] += 1
            return
        if how == "fault":
            self.log.faults.append(f"{verb}: {said}")
        elif how == "refused":
            self.log.refused[f"{verb}: {said.split(':')[0]}"] += 1
            self._given_up.add((verb, str(arguments.get("card"))))
        else:
            self.log.done[verb] += 1
            thing = said if verb in ("apply", "renew") else arguments.get("application") or arguments.get("card")
            if verb in KEPT:
                self.log.acknowledged.append((verb, thing))

    def _answered(self, answer: Any) -> Any:
        """What the desk said."""
        self._boot = self.fleet["desk"].boot or self._boot
        how, said = answer
        if how != "done":
            raise AssertionError(f"the desk said {how}: {said}")
        return said
