"""8 §: the hearing before a refusal, the decision with its reasons, and what is put right in it afterwards."""
