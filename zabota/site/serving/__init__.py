"""`zabota serve`: one command that runs the database, the web and the worker, and keeps them running."""
