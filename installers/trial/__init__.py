"""What was built, used as a clerk would: the zip under wine, the package in a clean root."""
