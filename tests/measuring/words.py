"""Which words of the grammar's vocabulary occur in a text, and the vocabulary without some.

The vocabulary is loaded by its path: the grammar builds its patterns when its package is imported.
"""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

NAME = "app.reading.vocabulary"
PATH = Path(__file__).parents[2] / "app" / "reading" / "vocabulary.py"


def vocabulary() -> ModuleType:
    spec = spec_from_file_location(NAME, PATH)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(PATH)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _lists(module: ModuleType) -> dict[str, tuple[str, ...]]:
    return {
        name: value
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, tuple)
    }


def only_in(text: str, others: list[str]) -> set[str]:
    """The words that this text has and no other: what it alone could have taught."""
    words = {word for kin in _lists(vocabulary()).values() for word in kin}
    return {word for word in words if word in text and not any(word in one for one in others)}


def forget(words: set[str]) -> None:
    """The grammar that is imported after this knows none of the words."""
    module = vocabulary()
    for name, kin in _lists(module).items():
        setattr(module, name, tuple(word for word in kin if word not in words))
    sys.modules[NAME] = module
