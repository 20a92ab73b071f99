"""The analysts' desk: pages behind a sign-in, where candidates become reviewed events."""
