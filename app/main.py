"""The web application."""

from fastapi import APIRouter, FastAPI, Request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from app import __version__, tables  # noqa: F401 - every entry point knows all tables
from app.core import migrations
from app.core.runtime import Runtime
from app.core.settings import ROOT
from app.deliveries.inbox import api as inbox_api
from app.deliveries.inbox import pages as inbox_pages
from app.deliveries.people import api as people_api
from app.deliveries.people import pages as people_pages
from app.deliveries.places import api as places_api
from app.deliveries.places import pages as places_pages
from app.deliveries.undelivered import api as undelivered_api
from app.deliveries.undelivered import pages as undelivered_pages
from app.identity import api as identity_api
from app.identity import pages as identity_pages
from app.identity.sessions import authenticate
from app.jobs import service as jobs
from app.network import api as network_api
from app.network import pages as network_pages
from app.network.coverage import api as coverage_api
from app.network.coverage import pages as coverage_pages
from app.network.departures import api as departures_api
from app.network.departures import pages as departures_pages
from app.network.precedents import api as precedents_api
from app.network.precedents import pages as precedents_pages
from app.network.proposals import api as proposals_api
from app.network.proposals import pages as proposals_pages
from app.network.whatif import api as whatif_api
from app.network.whatif import pages as whatif_pages
from app.plans import api as plans_api
from app.plans import pages as plans_pages
from app.plans.amending import api as amending_api
from app.plans.amending.pages import changes as changes_page
from app.plans.amending.pages import form as amending_form
from app.plans.clarifying import api as clarifying_api
from app.plans.clarifying import pages as clarifying_pages
from app.plans.drafts import api as drafts_api
from app.plans.filers import api as filers_api
from app.plans.filers import pages as filers_pages
from app.plans.lint import api as lint_api
from app.plans.lint import pages as lint_pages
from app.plans.uploads import api as uploads_api
from app.plans.versions import api as versions_api
from app.plans.versions import pages as versions_pages
from app.progress import api as progress_api
from app.progress import pages as progress_pages
from app.progress.attachments import api as attachments_api
from app.progress.attachments import pages as attachments_pages
from app.progress.calendar import api as calendar_api
from app.progress.calendar import pages as calendar_pages
from app.progress.claims import api as claims_api
from app.progress.claims import pages as claims_pages
from app.progress.disputes import api as disputes_api
from app.progress.disputes import pages as disputes_pages
from app.progress.exchange import api as return_sheet_api
from app.progress.exchange import pages as return_sheet_pages
from app.progress.figures import api as figures_api
from app.progress.figures import pages as figures_pages
from app.progress.life import pages as life_pages
from app.progress.life.api import extensions as extensions_api
from app.progress.life.api import steps as steps_api
from app.progress.lists import api as lists_api
from app.progress.lists import pages as lists_pages
from app.progress.measures import api as measures_api
from app.progress.measures import pages as measures_pages
from app.progress.parts import api as parts_api
from app.progress.reforms import api as reforms_api
from app.progress.reforms import pages as reforms_pages
from app.progress.reporting import api as reporting_api
from app.progress.reporting import pages as reporting_pages
from app.progress.returns import api as returns_api
from app.progress.returns import pages as returns_pages
from app.progress.settings import api as settings_api
from app.progress.settings import pages as settings_pages
from app.reminders import api as reminders_api
from app.reminders import pages as reminders_pages
from app.reminders.calls import api as calls_api
from app.reminders.calls import pages as calls_pages
from app.reminders.instructions import api as instructions_api
from app.reminders.instructions import pages as instructions_pages
from app.reminders.ladder import api as ladder_api
from app.reminders.ladder import pages as ladder_pages
from app.reminders.notices import api as notices_api
from app.reminders.notices import pages as notices_pages
from app.reminders.notices.files import api as notice_files_api
from app.reminders.notices.files import pages as notice_files_pages
from app.reminders.notices.issuing import api as issuing_api
from app.reminders.notices.issuing import pages as issuing_pages
from app.reminders.todo import api as todo_api
from app.reminders.todo import pages as todo_pages
from app.sheets import api as sheets_api
from app.sheets import pages as sheets_pages
from app.units import api as units_api
from app.units.contacts import api as contacts_api
from app.units.exchange import api as exchange_api
from app.units.pages import listing as units_pages
from app.units.portfolios import api as portfolios_api
from app.web import problems
from app.web.answers import Json
from app.web.documentation import api_page
from app.web.metrics import show_jobs
from app.web.middleware import Surround
from app.web.parameters import CurrentRuntime
from app.web.rendering import render
from app.web.security import LONGEST_FIELD, MOST_FIELDS

DESCRIPTION = (
    "任务责任矩阵服务的接口。每个请求都要带上请求头 Authorization: Bearer 令牌；"
    "列表以 next 翻页；不能完成时按 RFC 9457 答复 application/problem+json，"
    "其中 code 是供程序判断的固定代码。日期为 2023-05-15，时间带 +08:00。"
)

APIS = (
    lists_api.router,  # what is asked most: a request looks at the routers one after the other
    amending_api.router,
    calendar_api.router,
    claims_api.router,
    contacts_api.router,
    coverage_api.router,
    departures_api.router,
    clarifying_api.router,
    drafts_api.router,
    extensions_api.router,
    filers_api.router,
    identity_api.router,
    inbox_api.router,
    lint_api.router,
    measures_api.router,
    network_api.router,
    people_api.router,
    places_api.router,
    plans_api.router,
    portfolios_api.router,
    precedents_api.router,
    progress_api.router,
    disputes_api.router,
    proposals_api.router,
    reforms_api.router,
    issuing_api.router,  # before /notices/{notice_id}
    notices_api.router,
    notice_files_api.router,
    calls_api.router,
    instructions_api.router,
    ladder_api.router,
    reminders_api.router,
    attachments_api.router,
    reporting_api.router,
    return_sheet_api.router,
    returns_api.router,
    parts_api.router,
    figures_api.router,
    settings_api.router,
    sheets_api.router,
    todo_api.router,
    steps_api.router,
    exchange_api.router,  # before /units/{unit_id}
    undelivered_api.router,
    units_api.router,
    uploads_api.router,
    versions_api.router,
    whatif_api.router,
)
PAGES = (
    amending_form.router,
    changes_page.router,
    calendar_pages.router,
    claims_pages.router,
    clarifying_pages.router,
    coverage_pages.router,
    departures_pages.router,
    filers_pages.router,
    identity_pages.router,
    inbox_pages.router,
    lint_pages.router,
    units_pages.router,  # before /units/{unit_id}
    life_pages.router,
    lists_pages.router,
    measures_pages.router,
    network_pages.router,
    people_pages.router,
    places_pages.router,
    plans_pages.router,
    precedents_pages.router,
    progress_pages.router,
    disputes_pages.router,
    proposals_pages.router,
    reforms_pages.router,
    attachments_pages.router,
    reporting_pages.router,
    return_sheet_pages.router,
    returns_pages.router,
    figures_pages.router,
    settings_pages.router,
    calls_pages.router,
    instructions_pages.router,
    issuing_pages.router,  # before /notices/{notice_id}
    notices_pages.router,
    notice_files_pages.router,
    ladder_pages.router,
    reminders_pages.router,
    todo_pages.router,
    sheets_pages.router,
    undelivered_pages.router,
    versions_pages.router,
    whatif_pages.router,
)

service_router = APIRouter(include_in_schema=False)


@service_router.get("/healthz")
async def healthz() -> Json:
    """The process answers."""
    return Json({"status": "ok"})


@service_router.get("/readyz")
def readyz(runtime: CurrentRuntime) -> Json:
    """The database answers and stands at the newest migration."""
    migrations.check_current(runtime.database)
    return Json({"status": "ready"})


@service_router.get("/metrics")
def metrics(runtime: CurrentRuntime) -> Response:
    """For a monitoring system inside the network."""
    with runtime.database.read() as session:
        counts = jobs.pending(session)
    show_jobs(waiting=counts.waiting, running=counts.running, dead=counts.dead)
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


@service_router.get("/api/docs")
async def api_documentation(request: Request) -> Response:
    return render(request, "web/api.html", api_page(request.app.openapi()))


def create_app(runtime: Runtime) -> FastAPI:
    app = FastAPI(
        title="任务责任矩阵服务",
        version=__version__,
        description=DESCRIPTION,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        form_limits={"max_part_size": LONGEST_FIELD, "max_fields": MOST_FIELDS},
    )
    app.state.runtime = runtime
    app.state.authenticate = authenticate
    problems.install(app)
    app.include_router(service_router)
    for router in APIS:
        app.include_router(router, prefix="/api/v1")
    for router in PAGES:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=ROOT / "app" / "web" / "static"), name="static")
    app.add_middleware(Surround)
    return app
