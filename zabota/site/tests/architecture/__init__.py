"""What import contracts cannot see: relations, links, writes and views. The order itself is read from pyproject.toml."""
