"""A lead as lists and other programs see it."""

from __future__ import annotations

import json
from typing import Any

from collector import clock
from collector.conversions import service as conversions
from collector.sites.service import Site


def summary(site: Site, row: Any) -> dict[str, Any]:
    """schema.LeadSchema's fields, from a row of leads."""
    plain = ("id", "kind", "status", "held", "name", "phone", "phone_e164", "email", "visitor", "variant", "url")
    more = ("referrer", "language", "zone", "device", "self_reported", "value_minor", "currency", "event_id", "day")
    times = {"created_at": row.at, "received_at": row.received_at, "updated_at": row.updated_at}
    flags = json.loads(row.flags)
    return {name: getattr(row, name) for name in (*plain, *more)} | {
        "site": site.key,
        "widget": row.widget_id,
        "notes": row.note,
        "flags": flags,
        "fields": json.loads(row.fields),
        "consent": json.loads(row.consent),
        "promise_at": clock.rfc3339(row.promise_at) if row.promise_at else None,
        "source": conversions.source(json.loads(row.journey), "no_consent" not in flags),
        **{name: clock.rfc3339(at) for name, at in times.items()},
    }
