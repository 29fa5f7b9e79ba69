"""What a person sees of 7–10 §§: the worklist, a case, what waits, what has happened."""
