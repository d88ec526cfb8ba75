"""The database: found or brought along, started, watched and prepared with its two roles.

`connection.database_settings(home)` tells Django where it is; within `usage.ensure_running(home)` it answers.
"""
