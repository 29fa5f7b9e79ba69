"""3 §: the register of agencies, and what an agency decides for itself."""
