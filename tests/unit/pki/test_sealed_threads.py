"""Several threads of a server open their keys at the same moment: none waits for ever."""

from concurrent.futures import ThreadPoolExecutor

from tegata.pki.keys.sealed import Hardness, seal, unseal

LIGHT = Hardness(memory_kib=1 << 10, iterations=1, lanes=4)


def test_threads_do_not_wait_for_each_other_for_ever() -> None:
    file = seal(b"key", b"passphrase", bytes(16), bytes(12), LIGHT)
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: unseal(file, b"passphrase"), range(32), timeout=60))
    assert opened == [b"key"] * 32
