"""A folder watched for days: changes, the lock, the run log, Ctrl-C."""
