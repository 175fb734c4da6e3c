"""`python -m interviewer` is the `interviewer` command."""

from interviewer.cli.main import main

if __name__ == "__main__":
    main()
