"""What takes long and needs nothing else, on the other core meanwhile: drawing faces, and the key pairs of cards."""

from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from types import TracebackType
from typing import Self

from tegata.chip.personalisation import CardKeys
from tegata.ground.act import system
from tegata.server.sandbox.cast import Player, Stage
from tegata.server.sandbox.keys import key_set
from tegata.services.production import tasks
from tegata.synthetic.faces import draw_face


class Pool:
    """A process that draws and computes; its results are asked for when they are needed."""

    def __init__(self, processes: int = 1) -> None:
        self._processes = ProcessPoolExecutor(processes, get_context("spawn"))
        self._faces: dict[str, Future[bytes]] = {}
        self._keys: list[Future[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._processes.shutdown(cancel_futures=True)

    def begin(self, players: Iterable[Player], now: datetime) -> None:
        """Begin with the faces and, for those who get a card, the keys."""
        everybody = list(players)
        running = {player.role.word: player.who.running for player in everybody}
        for player in everybody:
            identity = running.get(player.role.looks_like, player.who.running)
            picture = 1 if player.role.looks_like else 0
            age, sex = player.age_at(player.made_at(now)), player.who.sex
            self._faces[player.role.word] = self._processes.submit(draw_face, identity, picture, age=age, sex=sex)
            if player.role.stage.value < Stage.ORDERED.value:
                self._keys.append(self._processes.submit(key_set))

    def face(self, player: Player) -> bytes:
        """The photo of somebody's application."""
        return self._faces[player.role.word].result()

    def stock_keys(self, at: datetime) -> None:
        """Give the issuing centre the keys that are ready; those it lacks it makes itself."""
        ready = [future for future in self._keys if future.done()]
        self._keys = [future for future in self._keys if not future.done()]
        for future in ready:
            tasks.stock(system("production.keys", at), CardKeys.from_bytes(future.result()))
