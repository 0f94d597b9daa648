"""How the program gets onto desks: a Windows zip, a Debian package (README.md says how to build and what to expect)."""
