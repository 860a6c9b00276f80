"""Who may do what. A role is held per site, or for the whole installation (site `*`)."""

from __future__ import annotations

from dataclasses import dataclass

INSTALLATION = "*"
ROLES = ("viewer", "agent", "marketer", "owner")

# The least role for each action.
ACTIONS = {
    "see": "viewer",
    "work_leads": "agent",
    "export": "marketer",
    "edit_widgets": "marketer",
    "edit_site": "owner",
    "manage_people": "owner",
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs in; `roles` maps a site's id, or `*`, to a role."""

    id: str
    email: str
    name: str
    locale: str | None
    roles: dict[str, str]
    has_password: bool = False
    sound: bool = True

    def role(self, site_id: str) -> str | None:
        """The higher of the role for the site and the one for the installation."""
        held = [self.roles[place] for place in (site_id, INSTALLATION) if place in self.roles]
        return max(held, key=ROLES.index, default=None)

    def can(self, action: str, site_id: str) -> bool:
        """Whether the action is allowed on the site."""
        held = self.role(site_id)
        return held is not None and ROLES.index(held) >= ROLES.index(ACTIONS[action])
