"""A folder nobody trusts → Books. Discovery, bundles, isolated reading processes, passwords, other places."""
