"""The pages of 3–6 §§."""
