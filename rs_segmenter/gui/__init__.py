"""The dock and its panels: each .ui beside its .py."""
