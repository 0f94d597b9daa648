"""Notices as Word files (GB/T 9704-2012) and PDF."""
