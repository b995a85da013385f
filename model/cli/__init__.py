"""The command line: the only part of the program that prints."""

from model.cli.main import main

__all__ = ["main"]
