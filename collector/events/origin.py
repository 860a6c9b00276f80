"""Where a request of a page comes from, and whether that is one of the site's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from collector.sites import origins
from collector.sites.service import Site

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def of(environ: WSGIEnvironment) -> str:
    """The Origin header; where a browser sends none (old ones, to their own host) the Referer's; else ''."""
    origin: str = environ.get("HTTP_ORIGIN", "")
    return origin or _origin(environ.get("HTTP_REFERER", ""))


def own(environ: WSGIEnvironment, public_url: str) -> str:
    """The collector's own origin: its public URL's, or without that setting the one it was asked by."""
    return _origin(public_url) or f"{environ.get('wsgi.url_scheme', 'http')}://{environ.get('HTTP_HOST', '')}"


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""


def admits(site: Site, origin: str, own_origin: str) -> bool:
    """Whether pages of this origin may send to the site: its own origins, and pages of the collector itself."""
    return origins.allowed(origin, [*site.origins, own_origin])
