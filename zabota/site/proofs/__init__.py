"""Proofs about the whole program: a file each."""

from zabota.site.proofs import database_killed, program_killed

__all__ = ["database_killed", "program_killed"]
