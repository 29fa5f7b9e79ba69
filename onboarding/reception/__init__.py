"""7 §: interest that reached the coordinator by letter, e-mail or telephone."""
