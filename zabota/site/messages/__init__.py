"""Translations without GNU gettext: `python -m zabota.site.messages compile | check | update`.

English is the source; every module has `locale/ru` and `locale/uk`, both complete. `compile` makes the `.mo` files,
`check` names what is missing, stale or broken and is part of `make lint`, `update` writes the missing entries for a
person to fill in.
"""
