"""Read one document without some words of the grammar, given as JSON on the standard input."""

import json
import sys
from pathlib import Path

from tests.measuring.words import forget


def main() -> None:
    forget(set(json.load(sys.stdin)))
    from app.reading.reader import read_document  # noqa: PLC0415 - after forgetting

    path = Path(sys.argv[1])
    print(json.dumps(read_document(path.name, path.read_bytes()).draft.as_json()))


main()
