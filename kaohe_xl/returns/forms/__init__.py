"""What a returned form is: where its data stands, whose it is, for which period."""
