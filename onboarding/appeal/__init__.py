"""33, 43–44 §§ FL: what the agency's decisions say of appeal, chosen by the agency before anything is printed."""
