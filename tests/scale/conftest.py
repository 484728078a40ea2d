"""A cluster of two workers on this machine, started once for the suites of this folder."""

import warnings
from collections.abc import Iterator
from concurrent.futures import Executor

import pytest

distributed = pytest.importorskip("distributed")


@pytest.fixture(scope="session")
def dask() -> Iterator[Executor]:
    """Return the executor of a Dask client with two worker processes."""
    with warnings.catch_warnings():
        # What a cluster warns of as it starts and ends is not about the library.
        warnings.simplefilter("ignore")
        cluster = distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
        )
        client = distributed.Client(cluster)
    yield client.get_executor(pure=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        client.close()
        cluster.close()
