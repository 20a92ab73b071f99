"""Fetching: pure sources, one runner that alone touches the network.

Owns: CollectRun, contract.py, registry.py, transports/, run.py, sources/. May import events and below.
Add a source: one file in sources/ with SPEC, pages, follow, parse.
"""
