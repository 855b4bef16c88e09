"""`taskmatrix`, and `python -m app`."""

import gc

# Nothing that is imported is ever garbage, and to look for it again and again takes an eighth of
# a short command. What lives long (`serve`, `worker`) sets its own.
gc.set_threshold(500_000)

from app.cli import main  # noqa: E402 - the imports are what it is for

if __name__ == "__main__":
    main()
