"""Who is not counted, and on what device."""

from __future__ import annotations

import pytest

from collector.events import bots, service

CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (f"Mozilla/5.0 (Linux; Android 14; SM-A155F) {CHROME} Mobile Safari/537.36", "phone"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {SAFARI} Mobile/15E148 Safari/604.1", "phone"),
        (f"Mozilla/5.0 (Linux; Android 13; V2111; wv) {CHROME} Mobile Safari/537.36 Zalo android/12100500", "phone"),
        (f"Mozilla/5.0 (Linux; Android 14; CPH2473; wv) {CHROME} Mobile Safari/537.36 [FB_IAB/FB4A;]", "phone"),
        ("Opera/9.80 (J2ME/MIDP; Opera Mini/9.80/191.340; U; vi) Presto/2.12.423", "phone"),
        ("Opera/9.80 (Android; Opera Mini/72.0/191.340; U; vi) Presto/2.12.423", "phone"),
        ("Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5", "phone"),
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "phone"),
        (f"Mozilla/5.0 (Linux; Android 13; SM-X200) {CHROME} Safari/537.36", "tablet"),
        (f"Mozilla/5.0 (iPad; CPU OS 15_8 like Mac OS X) {SAFARI} Mobile/15E148 Safari/604.1", "tablet"),
        ("Mozilla/5.0 (Android 15; Tablet; rv:140.0) Gecko/140.0 Firefox/140.0", "tablet"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/142.0.0.0", "desktop"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {SAFARI} Safari/605.1.15", "desktop"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {CHROME} Safari/537.36", "desktop"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "desktop"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Coc_Coc_browser/142.0", "desktop"),
        ("", "desktop"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {CHROME.replace('Chrome', 'HeadlessChrome')} Safari/537.36", "bot"),
        ("Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)", "bot"),
        (
            "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
            "bot",
        ),
        ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "bot"),
        ("curl/8.11.0", "bot"),
        ("python-requests/2.32.5", "bot"),
    ],
)
def test_the_user_agent_tells_the_device_and_who_is_left_out(user_agent: str, device: str) -> None:
    assert service.device(user_agent) == device
    assert service.excluded_reason(user_agent) == ("bot" if device == "bot" else None)


def test_no_more_of_a_user_agent_is_read_than_a_browser_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []
    monkeypatch.setattr("crawleruseragents.is_crawler", lambda text: bool(lengths.append(len(text))))
    assert bots.device("Mozilla/5.0 " + "(" * 60_000) == "desktop"
    assert lengths == [512]
