"""Tidy table → figures → indicators → lines → periods → ranks → grades. Pure and exact."""
