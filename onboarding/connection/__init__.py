"""10 § first paragraph: the connection, made only after its agreement."""
