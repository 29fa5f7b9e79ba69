"""10 §: the written agreement, from drawing up to the last signature."""
