"""OSL 5 kap.: the diary of each agency."""
