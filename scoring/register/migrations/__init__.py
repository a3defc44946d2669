"""How the register came to its tables, step by step; run from code, without a configuration file."""
