"""The command line: `python -m ghflow VERB`."""
