"""11 §: the account itself, written, decided, sent and corrected."""
