from typing import Any

from pydantic import BaseModel, Field


class ChangeOut(BaseModel):
    name: str
    before: dict[str, Any]
    after: dict[str, Any]


class NamedOut(BaseModel):
    unit: str
    name: str


class LineOut(BaseModel):
    line: int
    column: str
    msg: str


class ImportedOut(BaseModel):
    dry_run: bool = Field(description="true 时只是预览，什么也没有写入")
    added: list[str] = Field(description="新增的单位")
    changed: list[ChangeOut] = Field(description="改了哪些项，原值与新值")
    aliases: list[NamedOut] = Field(description="新增的别名")
    members: list[NamedOut] = Field(description="新增的集合单位成员")
    unchanged: int = Field(description="没有变化的单位数")
    warnings: list[LineOut] = Field(description="可以导入，但请核对之处")


IMPORTED_EXAMPLE: dict[str, Any] = {
    "dry_run": True,
    "added": ["县审计局"],
    "changed": [{"name": "县残联", "before": {"rank": 3040}, "after": {"rank": 3030}}],
    "aliases": [{"unit": "县审计局", "name": "巫山县审计局"}],
    "members": [],
    "unchanged": 57,
    "warnings": [
        {
            "line": 4,
            "column": "credit_code",
            "msg": "统一社会信用代码 91350100M000100Y44 的校验码不符：末位应为 3，请与登记证书核对",
        }
    ],
}
