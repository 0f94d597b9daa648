"""What one cell says: an exact value, an honest absence, or a finding."""
