"""A folder nobody trusts → Books: discovery, bundles, isolated reading processes, passwords, other places."""
