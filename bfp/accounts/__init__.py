"""Who may work at the desk: accounts, roles, passwords, second factors, invitations, who is signed in, what was looked at.

With no account on file the desk serves one computer and asks nobody; with the first one the wall is up, for good.
The pages for signing in are the server's own (bfp/wall.py, pages/*.html here), so that nothing of the program runs before.
Knows no other room.
"""
