"""A process that redeems one code from many threads at once: `racing.py URL FOLDER SITE_ID CODE NOW THREADS WHO`."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from collector.db import Busy, open_database
from collector.errors import Problem
from collector.sites import service as sites
from collector.vouchers import redeeming


def main(url: str, folder: str, site_id: str, code: str, now: str, threads: str, who: str) -> None:
    db = open_database(url, Path(folder))
    site = sites.find(db, site_id)

    def one(number: int) -> str:
        # Each is a token of its own, so that no budget decides the race.
        by = redeeming.by_token(f"{who}{number}")
        while True:
            try:
                redeeming.redeem(db, site, code, redeeming.Redemption(order_id=f"{who}{number}"), by, int(now))
            except Busy:
                continue
            except Problem as problem:
                return str(problem.status)
            return "201"

    sys.stdin.readline()
    with ThreadPoolExecutor(int(threads)) as pool:
        print(" ".join(pool.map(one, range(int(threads)))))  # noqa: T201
    db.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
