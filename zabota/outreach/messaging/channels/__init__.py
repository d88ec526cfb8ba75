"""Ways out to a patient: one folder each, with `channel.py` that registers it. A new folder is found by itself."""

from importlib import import_module
from pkgutil import iter_modules

for folder in iter_modules(__path__):
    import_module(f"{__name__}.{folder.name}.channel")
