"""Proofs about booking: a file each."""

from zabota.work.scheduling.proofs import life

__all__ = ["life"]
