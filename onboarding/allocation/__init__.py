"""7 § second paragraph: to which supplier, and what the supplier answers."""
