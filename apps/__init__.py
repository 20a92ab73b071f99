"""The nine rooms; imports point down (see docs/house.md)."""
