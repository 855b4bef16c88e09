"""部门任务网络 over REST."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from starlette.responses import Response

from app.network import examples, service
from app.network.schemas import AnalysisOut, GraphOut, SummaryOut
from app.network.scope import Scope, scope_of
from app.network.telling import analysis_body, summary_body
from app.network.terms import MEDIA, GraphFormat, PictureKind, Projection, chosen
from app.web.answers import Json
from app.web.documentation import answers
from app.web.parameters import CurrentActor, RequestSession
from app.web.schemas import LARGEST_ID

router = APIRouter(prefix="/network", tags=["部门任务网络"])


async def _scope(
    actor: CurrentActor,
    plan: Annotated[
        int | None,
        Query(
            ge=1, le=LARGEST_ID, description="方案；缺省为本人所在行政区划及以下各级的已发布方案"
        ),
    ] = None,
    plans: Annotated[
        list[str] | None,
        Query(max_length=200, description="几个方案，编号用逗号隔开，例如 1,2；也可重复给出"),
    ] = None,
    region: Annotated[
        int | None,
        Query(
            ge=1, le=LARGEST_ID, description="行政区划及以下各级的已发布方案，以本人可以查看的为限"
        ),
    ] = None,
    on: Annotated[
        date | None, Query(description="只计这一天正在执行的方案；与上面各项同用")
    ] = None,
) -> Scope:
    if plan is None and plans is None and region is None:
        # Plans of the library are read for their words; who is busy elsewhere is no question here.
        region = actor.region_id
    return scope_of(plan, None if plans is None else ",".join(plans), region, on)


CurrentScope = Annotated[Scope, Depends(_scope)]
TooMany = Annotated[
    int | None,
    Query(
        ge=1,
        le=1000,
        description="除牵头单位外，一项任务的单位超过此数即为过多；缺省为本区划检查设置的个数",
    ),
]


# No route is `hot`: what takes longer than a way to a thread stays off the event loop.
@router.get(
    "/summary",
    summary="部门任务网络概要",
    response_model=SummaryOut,
    responses=answers(examples.SUMMARY),
)
def get_summary(session: RequestSession, actor: CurrentActor, scope: CurrentScope) -> Json:
    """各单位牵头和参与的任务数、没有牵头单位的任务、共同任务最多的单位、谁牵头带着谁。"""
    return Json(summary_body(service.summary(session, actor, scope)))


@router.get(
    "/analysis",
    summary="部门任务网络分析",
    response_model=AnalysisOut,
    responses=answers(examples.ANALYSIS),
)
def get_analysis(
    session: RequestSession,
    actor: CurrentActor,
    scope: CurrentScope,
    too_many: TooMany = None,
) -> Json:
    """每个单位的任务量、桥梁作用、缺它则断、核心数、协作组、主要伙伴，以及全局的忙闲不均程度、
    孤立和单位过多的任务、协作组与分管分工的比较、最少几家能到齐。
    """
    return Json(analysis_body(service.analyse(session, actor, scope, too_many)))


@router.get(
    "/graph",
    summary="部门任务网络图",
    response_model=GraphOut,
    responses=answers(examples.GRAPH) | {200: {"content": examples.GRAPH_CONTENT}},
)
def get_graph(
    session: RequestSession,
    actor: CurrentActor,
    scope: CurrentScope,
    format: Annotated[  # noqa: A002 - the query's name
        GraphFormat | None,
        Query(description="json、graphml 或 csv；缺省看请求头 Accept，再缺省为 json"),
    ] = None,
    projection: Annotated[
        Projection,
        Query(
            description="assignments：单位与任务；together：单位与单位，按共同任务；"
            "leads：由牵头单位指向其他单位"
        ),
    ] = Projection.ASSIGNMENTS,
    accept: Annotated[str | None, Header(include_in_schema=False)] = None,
) -> Response:
    """单位与任务的二部图：节点分单位和任务，边带角色、权重和是否首位。JSON 为 node-link 格式，
    可由 networkx.node_link_graph 读回；GraphML 可由 Gephi、yEd 等打开；CSV 为边的列表，
    可由 Excel 打开。
    """
    kind = format or chosen(accept)
    if kind is GraphFormat.JSON:
        return Json(service.node_link(session, actor, scope, projection))
    data = service.exported(session, actor, scope, kind, projection)
    return Response(
        data,
        media_type=MEDIA[kind],
        headers={
            "Content-Disposition": f'attachment; filename="network.{kind.value}"',
            "Cache-Control": "no-store",
            "Vary": "Accept",
        },
    )


@router.get(
    "/picture",
    summary="部门任务网络图片",
    response_class=Response,
    responses=answers(None)
    | {
        200: {
            "description": "SVG 图片",
            "content": {"image/svg+xml": {"example": examples.PICTURE}},
        }
    },
)
def get_picture(
    session: RequestSession,
    actor: CurrentActor,
    scope: CurrentScope,
    kind: Annotated[
        PictureKind,
        Query(
            description="network：牵头—任务—参加；together：单位之间的协作；matrix：单位与任务对照表"
        ),
    ] = PictureKind.NETWORK,
) -> Response:
    """在服务器上画成的 SVG 图片，文字仍是文字，带标题和说明，可以放大、打印。"""
    data = service.picture(session, actor, scope, kind)
    return Response(data, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})
