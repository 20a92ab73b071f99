"""Slow facts, each with its citation.

Owns: Country, Lab, Provider, AiModel, ParameterRevision, parameters.py, data/*.csv. May import estimator.
Add a fact: a row in data/*.csv with value, unit, source_title, source_url, accessed.
"""
