"""Flows as shares of what was counted in their week."""
