"""How fast numbers are stored and read, beside the ordinary ways of doing the same; on a throwaway database."""
