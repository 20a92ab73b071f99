"""Fills an empty database with a SYNTHETIC release of any size, for benches of reading.

May import what `flows` may. Nothing outside benches and tests calls it.
"""
