"""Shows a finished or running interview: as data, Markdown or HTML. Sees records only; grades nothing."""
