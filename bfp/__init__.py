"""bfp: the desk software of a books-for-prisoners program."""

import os

# Before scipy is loaded: its threads wait for each other, and on a busy machine a fit of 2 ms takes 200.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
