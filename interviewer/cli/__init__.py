"""The terminal: parses options, prints, reads keys. The only room that knows Typer, Rich and prompt_toolkit."""
