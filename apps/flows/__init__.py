"""Estimates: the bridge to the estimator, publication, releases and their reading.

Owns: EstimateRun, FlowEstimate, CountryBalance, Release, PreparedAnswer. May import events and below.
Add an answer: a function in queries.py; prepare it in actions/publishing.py if it is hot.
"""
