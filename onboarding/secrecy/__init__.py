"""OSL 8 and 10 kap., FL 16–18 §§: who may know of a case, and who may not handle it."""
