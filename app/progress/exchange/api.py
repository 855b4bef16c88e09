"""A return as a workbook over REST."""

from typing import Annotated

from fastapi import APIRouter, File, Response, UploadFile

from app.progress import service
from app.progress.api import answer, told_what_stands
from app.progress.examples import Examples
from app.progress.exchange import service as sheets
from app.progress.schemas import ReturnOut
from app.web.answers import Json, download
from app.web.documentation import answers
from app.web.parameters import CurrentActor, PathId, RequestSession

router = APIRouter(tags=["进展填报"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get(
    "/returns/{return_id}/sheet",
    summary="下载成 Excel",
    response_class=Response,
    responses=answers("（文件）", media=XLSX),
)
def read_sheet(session: RequestSession, actor: CurrentActor, return_id: PathId) -> Response:
    """编号和任务锁住，其余的格在办公室填好，再用 POST 传回。"""
    sheet = sheets.written(session, actor, return_id)
    return download(sheet.data, XLSX, sheet.name, "return.xlsx")


@router.post(
    "/returns/{return_id}/sheet",
    summary="传回填好的 Excel",
    response_model=ReturnOut,
    responses=answers(Examples.WHOLE),
)
def save_sheet(
    session: RequestSession,
    actor: CurrentActor,
    return_id: PathId,
    file: Annotated[UploadFile, File(description="下载后填好的 .xlsx")],
) -> Json:
    """存为草稿。有一处错误就什么也不保存，答复 sheet_refused，errors 逐行列出，rows 是填写的内容。

    下载以后别人改过这份表的，答复 412，并给出现在保存的内容。
    """
    data = file.file.read()
    found = service.get(session, actor, return_id)
    session.rollback()  # nobody waits for a write while a long sheet is read
    filled = sheets.read(found, data)
    with told_what_stands(session, actor, return_id):
        sheets.save(session, actor, return_id, filled)
    return answer(session, actor, return_id)
