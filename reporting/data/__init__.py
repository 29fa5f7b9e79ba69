"""11 § second paragraph: what the suppliers deliver for the account."""
