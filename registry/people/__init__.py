"""People: in which mandate they act, and what they are told."""
