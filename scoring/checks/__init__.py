def check(result, standard): return ()
