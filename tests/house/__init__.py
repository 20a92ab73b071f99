"""The law of the house: each test judges the whole tree and is itself shown to fail on a bad sample."""
