"""bfp: the desk software of a books-for-prisoners program."""

__version__ = "0.1.0"
