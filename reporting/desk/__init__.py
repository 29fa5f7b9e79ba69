"""What a person sees of 11 §: the workspace, what waits, how a case is accounted for."""
