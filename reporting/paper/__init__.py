"""11 §: the account as a document, where each figure comes from, and whether a file is one."""
