"""申诉表 that came back."""
