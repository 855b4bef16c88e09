"""A registry as a file on screen: chosen, looked at, and only then imported."""

import base64
import binascii
import zlib
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Request, UploadFile
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from app.core.actor import Actor, Role
from app.core.errors import AppError, InvalidError
from app.units import service
from app.units.registry import FILE_LIMIT, RegistryRefusedError, parse
from app.units.telling import changes_told
from app.web.parameters import CurrentActor, RequestSession
from app.web.rendering import render

router = APIRouter(include_in_schema=False)

FIELD_LIMIT = 1_000_000
"""Characters. A field of a form is cut off at 1 MB."""


@dataclass(frozen=True)
class ImportPage:
    """`content` is the file that was looked at, to be sent again when it is confirmed;
    `found` are all faults, of which `faults` are the first.
    """

    region: str
    name: str
    content: str
    preview: service.Imported | None
    changes: tuple[tuple[str, str], ...]
    refusal: str | None
    faults: tuple[dict[str, Any], ...]
    found: int
    megabytes: int = FILE_LIMIT // 2**20


@router.get("/units/import")
def import_page(request: Request, session: RequestSession, actor: CurrentActor) -> Response:
    actor.require(Role.ADMIN, Role.COORDINATOR)
    return _page(request, session, actor)


@router.post("/units/import")
def import_file(
    request: Request,
    session: RequestSession,
    actor: CurrentActor,
    file: Annotated[UploadFile | str | None, File()] = None,
    content: Annotated[str, Form()] = "",
    name: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """A file is looked at; what was looked at is imported."""
    actor.require(Role.ADMIN, Role.COORDINATOR)
    confirmed = bool(content)
    try:
        data = _decoded(content) if confirmed else _chosen(file)
        name = name if confirmed else _name(file)
        kept = "" if confirmed else _kept(data)
        parsed = parse(data)  # before the first statement: nobody waits for a long file
        region = service.region_named(session, actor, None).id
        done = service.import_file(session, actor, parsed, region_id=region, dry_run=not confirmed)
    except AppError as refused:
        session.rollback()
        return _page(request, session, actor, name=name, refused=refused)
    if confirmed:
        return RedirectResponse("/units?notice=units_imported", 303)
    return _page(request, session, actor, name=name, preview=done, content=kept)


def _chosen(file: UploadFile | str | None) -> bytes:
    data = b"" if file is None or isinstance(file, str) else file.file.read()
    if not data:
        raise InvalidError("请选择单位登记表文件")
    return data


def _name(file: UploadFile | str | None) -> str:
    return "" if file is None or isinstance(file, str) else (file.filename or "")[:200]


def _decoded(content: str) -> bytes:
    """What `_kept` made, and no more than a file may have, whatever it would unpack to."""
    try:
        return zlib.decompressobj().decompress(base64.b64decode(content, validate=True), FILE_LIMIT)
    except (binascii.Error, ValueError, zlib.error) as broken:
        raise InvalidError("预览的内容已不完整，请重新选择文件") from broken


def _kept(data: bytes) -> str:
    """The file as a field of a form. Raise `InvalidError` where no form can carry it."""
    kept = base64.b64encode(zlib.compress(data)).decode()
    if len(kept) > FIELD_LIMIT:
        raise InvalidError(
            "文件太大，不能在网页上先看再导入；请分成几个文件，或请管理员用命令行导入"
        )
    return kept


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    *,
    name: str = "",
    preview: service.Imported | None = None,
    content: str = "",
    refused: AppError | None = None,
) -> Response:
    page = ImportPage(
        region=service.region_named(session, actor, None).name,
        name=name,
        content=content,
        preview=preview,
        changes=tuple((one["name"], changes_told(one)) for one in preview.changed)
        if preview
        else (),
        refusal=(refused.title if refused.errors else refused.detail or refused.title)
        if refused
        else None,
        faults=tuple(dict(one) for one in refused.errors) if refused else (),
        found=refused.found if isinstance(refused, RegistryRefusedError) else 0,
    )
    return render(request, "units/import.html", page, status=refused.status if refused else 200)
