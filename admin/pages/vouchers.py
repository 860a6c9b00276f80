"""Vouchers: a field for the counter, what each widget has given, every code, and lists of codes to upload."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, request

from admin import forms, here, language, show, wording
from admin.pages.leads import value_minor
from admin.routing import site_page
from collector import clock, export, http, ids, money
from collector.errors import Problem
from collector.vouchers import listing, redeeming, uploads

PAGE = 50
ROWS_SHOWN = 200
COLUMNS = (
    "code",
    "state",
    "worth",
    "phone",
    "issued_at",
    "expires_at",
    "redeemed_at",
    "order_id",
    "amount",
    "currency",
)


@site_page("/vouchers", "see")
def vouchers() -> Response:
    return _draw()


@site_page("/vouchers/find", "work_leads", ("POST",))
def voucher_find() -> Response:
    """What stands behind a code, and why it cannot be redeemed, before anything is done with it."""
    typed = forms.text("code")
    if not typed:
        return here.go("vouchers")
    return _draw(typed=typed, found=_look(typed), key=ids.new("k", http.now()))


def _look(typed: str) -> dict[str, Any] | None:
    by = redeeming.by_person(here.person().id)
    return redeeming.look(http.db(), here.site(), typed, by, http.now())


@site_page("/vouchers/redeem", "work_leads", ("POST",))
def voucher_redeem() -> Response:
    """Redeem it. The form's key makes a double tap one redemption."""
    typed, key = forms.text("code"), forms.text("key")[:100] or None
    told, errors = forms.trial(lambda: _told(key))
    if errors:
        return _draw(422, typed=typed, found=_look(typed), key=key, errors=errors)
    try:
        by = redeeming.by_person(here.person().id)
        redeeming.redeem(http.db(), here.site(), typed, told, by, http.now())
    except Problem as problem:
        if problem.status != 404:
            raise
        return _draw(404, typed=typed, found=_look(typed), key=key)
    return here.go("vouchers", done="voucher-redeemed")


def _told(key: str | None) -> redeeming.Redemption:
    amount = forms.text("amount")
    return redeeming.Redemption(
        key=key,
        order_id=forms.text("order_id")[:200] or None,
        amount_minor=_amount(amount) if amount else None,
        phone_e164=redeeming.phone(here.site(), forms.text("phone")),
    )


def _amount(typed: str) -> int:
    try:
        return value_minor(typed)
    except Problem as problem:
        said = next(iter((problem.errors or {}).values()), [problem.title])
        raise Problem(422, problem.title, errors={"amount": said}) from None


@site_page("/vouchers/codes", "edit_widgets", ("POST",))
def voucher_codes() -> Response:
    """A list of codes for a widget's pool, pasted or as a file; what is no code comes back with its reason."""
    outcome, errors = forms.trial(_upload)
    return _draw(422 if errors else 200, upload_errors=errors, outcome=outcome, pasted=forms.text("codes"))


def _upload() -> uploads.Outcome:
    widget = uploads.pool(http.db(), here.site(), forms.text("widget") or None)
    _, rows = uploads.parse(_list(), uploads.CODES)
    if not rows:
        raise Problem(422, "There is no code here.", errors={"codes": ["There is no code here."]})
    return uploads.add(http.db(), here.site(), widget, rows, http.now())


def _list() -> str:
    """The file, or what was pasted."""
    file = request.files.get("file")
    body = file.read() if file else b""
    try:
        return body.decode("utf-8-sig") if body else request.form.get("codes", "")
    except UnicodeDecodeError:
        raise Problem(422, "This list cannot be read", errors={"codes": ["Save the file as UTF-8."]}) from None


@site_page("/vouchers.csv", "export")
def vouchers_csv() -> Response:
    """The codes of the filters, as a file that no spreadsheet takes for formulas."""
    handle = io.StringIO(newline="")
    export.write_csv(handle, [wording.word("voucher_column", name) for name in COLUMNS], map(_cells, _all()))
    response = Response(handle.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="beckon-{here.site().key}-vouchers.csv"'
    return response


def _all() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        rows, cursor = listing.page(http.db(), here.site(), _filters(), http.now(), cursor, 500)
        found += rows
    return found


def _cells(row: dict[str, Any]) -> list[Any]:
    times = {name: clock.rfc3339(row[name]) if row[name] else "" for name in ("issued_at", "expires_at", "redeemed_at")}
    amount = row["amount_minor"]
    values = (
        row
        | times
        | {
            "state": wording.word("voucher_state", row["state"]),
            "worth": row["worth"][language.current()] if row["worth"] else "",
            "phone": row["phone_e164"] or "",
            "amount": "" if amount is None else float(money.to_major(amount, row["currency"])),
        }
    )
    return [values[name] for name in COLUMNS]


def _filters() -> dict[str, Any]:
    state = request.args.get("state")
    return {
        "widget": request.args.get("widget") or None,
        "state": state if state in listing.STATES else None,
        "q": request.args.get("q", "").strip()[:100] or None,
    }


def _draw(status: int = 200, **more: Any) -> Response:
    db, site, now, filters = http.db(), here.site(), http.now(), _filters()
    figures = listing.figures(db, site, now)
    codes, following = listing.page(db, site, filters, now, request.args.get("cursor", ""), PAGE)
    nothing: dict[str, Any] = dict.fromkeys(("typed", "found", "key", "outcome"))
    return here.whole(
        "vouchers.html",
        status,
        figures=figures,
        pools=[each for each in figures if each["takes_codes"]],
        codes=codes,
        following=following,
        filters=filters,
        tabs=_tabs(figures, filters),
        names={each["id"]: each["name"] for each in figures},
        rows_shown=ROWS_SHOWN,
        language=language.current(),
        **nothing | {"errors": {}, "upload_errors": {}, "pasted": ""} | more,
    )


def _tabs(figures: list[dict[str, Any]], filters: dict[str, Any]) -> list[dict[str, Any]]:
    kept = [each for each in figures if filters["widget"] in (None, each["id"])]
    counts = {name: sum(each[name] for each in kept) for name in listing.STATES}
    others = show.select_set(filters | {"state": None})
    tabs = [{"name": "", "count": sum(counts.values()), "asks": others}]
    tabs += [{"name": name, "count": counts[name], "asks": others | {"state": name}} for name in listing.STATES]
    return [tab for tab in tabs if tab["count"] or tab["name"] != "stale"]
