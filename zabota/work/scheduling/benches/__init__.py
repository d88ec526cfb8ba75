from zabota.work.scheduling.benches import booking, slots

__all__ = ["booking", "slots"]
