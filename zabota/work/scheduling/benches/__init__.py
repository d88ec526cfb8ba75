from zabota.work.scheduling.benches import booking, chains, slots

__all__ = ["booking", "chains", "slots"]
