"""Proofs about the whole program: a file each."""

from zabota.site.proofs import database_killed, over_http, program_killed

__all__ = ["database_killed", "over_http", "program_killed"]
