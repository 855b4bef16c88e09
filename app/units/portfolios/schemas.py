from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.web.schemas import LARGEST_ID


class PortfolioIn(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "unit_id": 25,
                "leader": "吴县长",
                "post": "副县长",
                "valid_from": "2023-01-01",
                "basis": "巫山府办发〔2023〕1号",
            }
        },
    )

    unit_id: Annotated[int, Field(ge=1, le=LARGEST_ID, description="单位")]
    leader_id: Annotated[
        int | None, Field(ge=1, le=LARGEST_ID, description="已登记的领导，见 /leaders")
    ] = None
    leader: Annotated[
        str | None, Field(max_length=50, description="领导姓名；尚未登记的一并登记")
    ] = None
    post: Annotated[str | None, Field(max_length=100, description="新登记的领导的职务")] = None
    region_id: Annotated[
        int | None,
        Field(ge=1, le=LARGEST_ID, description="哪个行政区划的领导，缺省为本人所在区划"),
    ] = None
    valid_from: Annotated[date | None, Field(description="从哪天起分管，缺省为今天")] = None
    valid_until: Annotated[date | None, Field(description="分管到哪天，当日仍算")] = None
    basis: Annotated[str | None, Field(max_length=300, description="依据的文件")] = None
    end_former: Annotated[
        bool, Field(description="原来的分管是否到前一天为止；否则时间重叠时不能登记")
    ] = False


class PortfolioOut(BaseModel):
    id: int
    region_id: int
    region: str
    unit_id: int
    unit: str
    leader_id: int
    leader: str
    post: str | None
    valid_from: date
    valid_until: date | None
    basis: str | None


class LeaderOut(BaseModel):
    id: int
    region_id: int
    name: str
    post: str | None
    rank: int
    person_id: int | None


PORTFOLIO_EXAMPLE: dict[str, Any] = {
    "id": 4,
    "region_id": 10,
    "region": "巫山县",
    "unit_id": 25,
    "unit": "县残联",
    "leader_id": 2,
    "leader": "吴县长",
    "post": "副县长",
    "valid_from": "2023-01-01",
    "valid_until": None,
    "basis": "巫山府办发〔2023〕1号",
}
LEADER_EXAMPLE: dict[str, Any] = {
    "id": 2,
    "region_id": 10,
    "name": "吴县长",
    "post": "副县长",
    "rank": 10,
    "person_id": None,
}
