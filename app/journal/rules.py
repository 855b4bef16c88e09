"""How one link is tied to the one before it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.kit.canonical import canonical_json, digest

GENESIS = "0" * 64
SEALED = (
    "seq",
    "uid",
    "at",
    "actor_kind",
    "actor_id",
    "actor_name",
    "actor_role",
    "on_behalf_of",
    "region_id",
    "unit_ids",
    "kind",
    "subject_kind",
    "subject_id",
    "body_sha256",
    "prev",
)


@dataclass(frozen=True)
class Flaw:
    """`seq` is where the chain does not hold; `reason` says how, in Chinese."""

    seq: int
    reason: str


def seal(link: Mapping[str, object]) -> str:
    """The hash of a link, over the fields in `SEALED`."""
    return digest(canonical_json({name: link[name] for name in SEALED}))


def flaws(links: Iterable[Mapping[str, object]]) -> Iterator[Flaw]:
    """Walk links in order of `seq`, from the first, and report what does not hold."""
    expected, before = 1, GENESIS
    for link in links:
        seq = int(str(link["seq"]))
        if seq != expected:
            yield Flaw(seq, f"缺少第 {expected} 号至第 {seq - 1} 号留痕")
        if link["prev"] != before:
            yield Flaw(seq, "与上一条留痕不相连")
        if link["hash"] != seal(link):
            yield Flaw(seq, "留痕的内容被改动过")
        if link["body"] is not None and digest(str(link["body"])) != link["body_sha256"]:
            yield Flaw(seq, "留痕的正文被改动过")
        expected, before = seq + 1, str(link["hash"])
