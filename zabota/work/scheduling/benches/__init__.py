from zabota.work.scheduling.benches import slots

__all__ = ["slots"]
