"""
The same parts on a cluster: the home of dask, the extra `sezgeo[cluster]`.

Workers read their parts and the layers by themselves, so the paths must be theirs too. What a
worker had not handed over when it died is done again by another one.
"""
# mypy: disable-error-code="no-untyped-call"

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from pandas import DataFrame

from sezgeo.bulk.partitions import Partition
from sezgeo.bulk.scores import score
from sezgeo.bulk.stream import Run
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from distributed import Client, Future

_AHEAD = 2
"""Parts handed out for each thread of the cluster: one at work, one ready; so memory is bounded."""
_RETRIES = 3


def runner(address: str) -> Run:
    """
    Return what scores parts on the cluster of a dask scheduler.

    Parameters
    ----------
    address
        Address of the scheduler, such as `tcp://10.0.0.5:8786`.
    """

    def run(parts: Sequence[Partition], job: bytes) -> Iterator[DataFrame]:
        with _client(address) as client:
            yield from _in_order(client, parts, job)

    return run


def _client(address: str) -> "Client":
    try:
        from distributed import Client
    except ImportError as cause:
        raise SezgeoError(
            Text(
                "для --engine dask нужен пакет distributed: pip install 'sezgeo[cluster]'",
                "--engine dask needs the package distributed: pip install 'sezgeo[cluster]'",
            )
        ) from cause
    try:
        return Client(address, timeout="20s", set_as_default=False)
    except (OSError, ValueError) as cause:
        raise SezgeoError(
            Text(
                f"планировщик dask {address} не отвечает: запустите dask scheduler и проверьте "
                "адрес",
                f"the dask scheduler {address} does not answer: start dask scheduler, and check "
                "the address",
            )
        ) from cause


def _in_order(client: "Client", parts: Sequence[Partition], job: bytes) -> Iterator[DataFrame]:
    """Hand out parts, a few ahead, and yield their tables in order."""
    ahead = _AHEAD * max(sum(client.nthreads().values()), 1)
    waiting = iter(parts)
    out = deque(_submit(client, part, job) for part in islice(waiting, ahead))
    while out:
        yield out.popleft().result()
        out.extend(_submit(client, part, job) for part in islice(waiting, 1))


def _submit(client: "Client", part: Partition, job: bytes) -> "Future[DataFrame]":
    return client.submit(score, part, job, pure=False, retries=_RETRIES)
