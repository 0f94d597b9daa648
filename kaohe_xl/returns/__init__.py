"""Returned files (收表/) → records with places. Whatever arrives is accounted for."""
