"""The demo shop "Mộc An": a small static-looking site that carries the tag like any customer's site would.

It is served on an origin of its own and under a strict Content-Security-Policy, so that the demo shows what
the tag needs from a careful host: its own host in `script-src` and `connect-src`, and nothing else.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, current_app, render_template, request

from collector.demo.adverts import ADVERTS
from collector.demo.catalogue import BY_SLUG, PRODUCTS, ROOMS, vnd
from collector.demo.chat import Chat
from collector.demo.chat import pages as chat_pages
from collector.demo.people import HOTLINE

STEPS = ("mon-do", "kich-thuoc", "tam-tinh")

pages = Blueprint("shop", __name__)


def create_shop(tag_url: str, csp: bool = True, chat: Chat | None = None) -> Flask:
    """Make the shop whose pages load `tag_url` (absolute URL of a site's script); `csp` sends the strict policy."""
    app = Flask(__name__)
    app.config.update(TAG_URL=tag_url, CSP=_policy(tag_url) if csp else None, SEND_FILE_MAX_AGE_DEFAULT=300)
    app.config["CHAT"] = chat or Chat()
    app.jinja_env.filters["vnd"] = vnd
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_blueprint(pages)
    app.register_blueprint(chat_pages)
    app.register_error_handler(404, _not_found)
    return app


def _policy(tag_url: str) -> str:
    parts = urlsplit(tag_url)
    collector = f"{parts.scheme}://{parts.netloc}"
    return (
        f"default-src 'self'; script-src 'self' {collector}; connect-src 'self' {collector}; "
        "base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    )


@pages.app_context_processor
def _shared() -> dict[str, object]:
    tag_url: str = current_app.config["TAG_URL"]
    return {
        "tag_url": tag_url,
        "admin_url": tag_url.rsplit("/s/", 1)[0] + "/admin/",
        "hotline": HOTLINE,
        "dial": HOTLINE.replace(" ", ""),
        "products": PRODUCTS,
        "rooms": ROOMS,
    }


@pages.after_app_request
def _headers(response: Response) -> Response:
    if current_app.config["CSP"]:
        response.headers["Content-Security-Policy"] = current_app.config["CSP"]
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return response


@pages.get("/")
def home() -> str:
    return render_template("home.html")


@pages.get("/san-pham")
def product_list() -> str:
    room = request.args.get("phong", "")
    shown = [product for product in PRODUCTS if product.room == room] or PRODUCTS
    return render_template("list.html", shown=shown, room=room if room in ROOMS else "")


@pages.get("/san-pham/<slug>")
def product_page(slug: str) -> str:
    product = BY_SLUG.get(slug) or abort(404)
    others = [other for other in PRODUCTS if other is not product]
    start = PRODUCTS.index(product)
    return render_template("product.html", product=product, others=(others[start:] + others[:start])[:3])


@pages.get("/lich-hen")
@pages.get("/lich-hen/<step>")
def booking(step: str = STEPS[0]) -> str:
    if step not in STEPS:
        abort(404)
    return render_template("booking.html")


@pages.get("/quang-cao")
def adverts() -> str:
    return render_template("adverts.html", adverts=ADVERTS)


@pages.get("/gioi-thieu")
def about() -> str:
    return render_template("about.html")


@pages.get("/lien-he")
def contact() -> str:
    return render_template("contact.html")


@pages.get("/chinh-sach")
def policy() -> str:
    return render_template("policy.html")


@pages.get("/cam-on")
def thanks() -> str:
    return render_template("thanks.html")


@pages.get("/favicon.ico")
def favicon() -> Response:
    return current_app.send_static_file("favicon.svg")


def _not_found(_error: Exception) -> tuple[str, int]:
    return render_template("missing.html"), 404
