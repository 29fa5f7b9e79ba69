"""11 §: the year of an account, towards 31 March."""
