"""Proofs about booking: a file each."""

from zabota.work.scheduling.proofs import crowd, killed, life, refilling, zones

__all__ = ["crowd", "killed", "life", "refilling", "zones"]
