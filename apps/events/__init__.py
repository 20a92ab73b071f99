"""What governments and firms did, and what people decided about held data.

Owns: Review (policy events and documents follow). May import observations and below.
Add a verdict: a choice in models.py, a verb in actions.py.
"""
