"""The fixed cast of the tests."""

from dataclasses import dataclass

from app.core.actor import SYSTEM, Role
from app.core.runtime import Runtime
from app.identity import service as identity


@dataclass(frozen=True)
class World:
    """The fixed cast: 林 coordinator, 陈 liaison of 县残联, 周 liaison of 县民政局, 外 a liaison in
    another county, 管 the admin. `tokens` are theirs, by name; every password is PASSWORD.
    """

    region: int
    elsewhere: int
    units: dict[str, int]
    people: dict[str, int]
    tokens: dict[str, str]

    def bearer(self, name: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.tokens[name]}"}


PASSWORD = "a-long-password"

CAST = {
    "林": ("login-lin", Role.COORDINATOR, None),
    "陈": ("login-chen", Role.LIAISON, "县残联"),
    "周": ("login-zhou", Role.LIAISON, "县民政局"),
    "外": ("login-wai", Role.LIAISON, "外县残联"),
    "管": ("login-guan", Role.ADMIN, None),
    "领": ("login-ling", Role.LEADER, None),
}

UNITS = ("县残联", "县民政局", "县财政局", "县人力社保局", "县教委", "县乡村振兴局")


def bearer(runtime: Runtime, world: World, role: Role, unit: str) -> dict[str, str]:
    """A new token for a unit of the county, as a request has it."""
    with runtime.database.write() as session:
        made = identity.create_token(
            session,
            SYSTEM,
            name=f"{unit}督办",
            role=role,
            region_id=world.region,
            unit_id=world.units[unit],
        )
        return {"Authorization": f"Bearer {made.secret}"}
