"""The registry as a file over REST."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Query, UploadFile
from starlette.responses import Response

from app.kit.canonical import digest
from app.units import service
from app.units.exchange.schemas import IMPORTED_EXAMPLE, ImportedOut
from app.units.registry import parse
from app.units.terms import FileFormat
from app.web.answers import Json, download
from app.web.documentation import answers
from app.web.idempotency import CurrentOnce
from app.web.parameters import CurrentActor, RequestSession

router = APIRouter(tags=["单位"])

MEDIA = {
    FileFormat.CSV: "text/csv; charset=utf-8",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
RegionName = Annotated[
    str | None, Query(max_length=50, description="行政区划的名称或代码，缺省为本人所在区划")
]
_DOCUMENTED: dict[int | str, dict[str, Any]] = answers(None) | {
    200: {
        "description": "单位登记表",
        "content": {
            "text/csv": {
                "example": "行政区划代码,单位名称,类别,职能,…\r\n500237,县残联,群团,残联,…\r\n"
            },
            MEDIA[FileFormat.XLSX]: {"example": "（Excel 文件）"},
        },
    }
}


def exported(file: service.ExportedFile, kind: FileFormat) -> Response:
    return download(file.data, MEDIA[kind], file.name, f"units.{kind.value}")


@router.get(
    "/units/export",
    summary="导出单位登记表",
    response_class=Response,
    responses=_DOCUMENTED,
)
def export_units(
    session: RequestSession,
    actor: CurrentActor,
    format: Annotated[FileFormat, Query(description="CSV（UTF-8）或 Excel")] = FileFormat.CSV,  # noqa: A002 - the query's name
    region: RegionName = None,
    below: Annotated[bool, Query(description="是否连同下级行政区划的单位")] = False,  # noqa: FBT002 - a query parameter
) -> Response:
    """一个行政区划登记的全部单位，可以改过再导入；原样导入没有变化。

    以 = + - @ 开头的内容按文字写出，不会被表格软件当作公式。
    """
    place = service.region_named(session, actor, region)
    file = service.export_file(session, actor, format, region_id=place.id, below=below)
    return exported(file, format)


@router.post(
    "/units/import",
    summary="导入单位登记表",
    response_model=ImportedOut,
    responses=answers(IMPORTED_EXAMPLE),
)
def import_units(
    *,
    session: RequestSession,
    actor: CurrentActor,
    once: CurrentOnce,
    file: Annotated[UploadFile, File(description="CSV（UTF-8、GB18030）或 .xlsx、.xls、.ods")],
    dry_run: Annotated[bool, Form(description="只预览，不写入")] = False,
    region: Annotated[
        str | None,
        Form(max_length=50, description="没有写行政区划的行属于哪里，缺省为本人所在区划"),
    ] = None,
) -> Json:
    """按登记表增加、修改单位，不删除任何内容；空着的格不改原值。

    有一处错误就什么也不导入，答复 registry_refused，errors 逐行列出错误（最多 200 处）。
    dry_run 只说明会怎样。
    """
    region_id = service.region_named(session, actor, region).id
    service.region_to_write(session, actor, region_id)
    session.rollback()  # nobody waits for a long file
    data = file.file.read()
    parsed = parse(data)

    def run() -> Json:
        done = service.import_file(session, actor, parsed, region_id=region_id, dry_run=dry_run)
        return Json(as_item(done, dry_run=dry_run), HTTPStatus.OK)

    if dry_run:
        return run()  # it writes nothing, not even its answer
    fields = {"sha256": digest(data), "dry_run": dry_run, "region": region_id}
    return once.run(session, actor, fields, run)


def as_item(done: service.Imported, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "added": done.added,
        "changed": done.changed,
        "aliases": [{"unit": unit, "name": name} for unit, name in done.aliases],
        "members": [{"unit": group, "name": member} for group, member in done.members],
        "unchanged": done.unchanged,
        "warnings": [
            {"line": one.line, "column": one.column, "msg": one.message} for one in done.warnings
        ],
    }
