"""Kernels of the gallery run on this machine alone and need not say so."""

get_config().IPKernelApp.log_level = "ERROR"  # type: ignore[name-defined]  # noqa: F821
