"""`python -m tests.measuring [FOLDER] [--miss]`: the reader against hand-made truth.

FOLDER holds documents with a truth file of the same name (.json) beside them or in `truth/`; by
default the seed plans. The second pair of figures leaves each document out in turn: the words of
the grammar that no other of the documents has are forgotten before it is read, so that they show
what the reader knows of a document that could not teach it. Its rules of composition are the same
in both.
"""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.measuring.scoring import Score, score
from tests.measuring.words import only_in

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seed" / "plans"
TRUTH = Path(__file__).parent / "truth"
FORMATS = (".txt", ".md", ".docx", ".pdf", ".html", ".xlsx")


def pairs(folder: Path | None) -> list[tuple[Path, Path]]:
    """Documents with their truth, in the order of their names."""
    if folder is None:
        return [(SEEDS / f"{truth.stem}.txt", truth) for truth in sorted(TRUTH.glob("*.json"))]
    truths = {path.stem: path for path in sorted(folder.rglob("*.json"))}
    found = []
    for document in sorted(folder.rglob("*")):
        stem = next((one for one in truths if document.stem.startswith(one)), None)
        if stem and document.suffix in FORMATS:
            found.append((document, truths[stem]))
    return found


def draft_of(document: Path, forgotten: set[str]) -> dict[str, object]:
    """Read in a process of its own, since the grammar is built once in each."""
    command = [sys.executable, "-m", "tests.measuring.reading", str(document)]
    done = subprocess.run(
        command,
        input=json.dumps(sorted(forgotten)),
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    draft: dict[str, object] = json.loads(done.stdout)
    return draft


def line(name: str, full: Score, left: Score) -> str:
    return (
        f"{full.found:4}/{full.tasks:<4} {full.extra:4}   {full.members.f1:.3f} {full.roles.f1:.3f}"
        f"   {left.members.f1:.3f} {left.roles.f1:.3f}   {name}"
    )


def main(arguments: list[str]) -> None:
    folders = [Path(one) for one in arguments if not one.startswith("--")]
    documents = pairs(folders[0] if folders else None)
    texts = [document.read_text("utf-8", errors="ignore") for document, _ in documents]

    print("找到/任务  多出   单位F1 角色F1   留一：单位 角色   文件")
    total, total_left = Score(), Score()
    with ThreadPoolExecutor(2) as pool:
        own = [only_in(text, texts[:n] + texts[n + 1 :]) for n, text in enumerate(texts)]
        reads = [
            (pool.submit(draft_of, document, set()), pool.submit(draft_of, document, words))
            for (document, _), words in zip(documents, own, strict=True)
        ]
        for (document, truth), (whole, without) in zip(documents, reads, strict=True):
            wanted = json.loads(truth.read_text("utf-8"))
            full, left = score(wanted, whole.result()), score(wanted, without.result())
            print(line(document.name, full, left))
            if "--miss" in arguments:
                print("".join(f"      {miss}\n" for miss in full.misses), end="")
            total.add(full)
            total_left.add(left)
    print(line("合计", total, total_left))


main(sys.argv[1:])
