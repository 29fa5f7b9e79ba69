"""12 §: what a supplier charges for a service, and since when."""
