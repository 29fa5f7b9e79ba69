"""Fictitious cases, made through the acts, for the demo."""
