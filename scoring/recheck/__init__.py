"""Re-checking (复核): thousands of submitted tables read, recomputed, and every contradiction named at its cell."""
