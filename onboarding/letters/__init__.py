"""FL 23, 25, 27 §§: what the parties write to each other, ask, note and attach."""
