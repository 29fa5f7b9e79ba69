"""4–6 §§: the services on offer, described, agreed and published."""
