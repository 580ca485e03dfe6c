"""
Loops over plain arrays, compiled: the home of numba, the extra `sezgeo[fast]`.

Compiled once a machine and kept by numba; the lock of Python is free while they run. Numba looks
only at the file of a loop to tell whether it changed, so a loop calls nothing outside its file.
Constants taken from elsewhere are compiled in: after one has changed, save the loop's file too.
"""
