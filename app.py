"""Launches the web page; the same as `interviewer serve`."""

from interviewer.cli.main import main

if __name__ == "__main__":
    import sys

    sys.argv = ["interviewer", "serve", *sys.argv[1:]]
    main()
