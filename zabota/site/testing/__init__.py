"""The test harness: a PostgreSQL of its own, the application's role, a real browser, no network.

`home` is loaded before settings (`-p` in pyproject.toml); the other plugins by the root `conftest.py`.
"""
