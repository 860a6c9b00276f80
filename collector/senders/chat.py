"""Messages to the webhook of a team's chat: kind `chat`. What chats answer, and what becomes of the delivery then.

- Slack answers 200 `ok`; 400 `invalid_payload`, 403 `action_prohibited`, 404 `channel_not_found`, 410
  `channel_is_archived` (api.slack.com, "Changes to errors for incoming webhooks").
- Discord answers 204; 404 for a webhook that was deleted; 429 with Retry-After and with `retry_after` in seconds, not
  whole ones (Discord, "Rate limits").
- Zalo answers 200 to everything, with an `error` that is 0 when it took the message (Official Account API v3.0).
- Workflows of Teams answer 202; Mattermost 200 `ok`; Google Chat 200 with the message.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any

from collector.chats import service as chats
from collector.notices import service as notices
from collector.notices.recipients import Recipient
from collector.outbound import Answer, Forbidden, Unreachable
from collector.outbox.sending import Blocked, Delivery, Kind, Refused, TryLater
from collector.sealing import Unsealable
from collector.senders import Surroundings
from collector.sites import service as sites

SECONDS = 10.0
LOCKED = "the chat does not accept the address or its token any more"
GONE = "the chat's address does not exist any more"
# The message itself displeases: others may do better, and a better template saves this one too.
DISPLEASING = (400, 413, 415, 422)
ZALO_TOKEN = "the access token is not accepted any more"  # noqa: S105 - a sentence
ZALO_TOO_FAST = -32
ZALO_TOKEN_INVALID = -216
ZALO_SILENT = -230


def kind(at: Surroundings) -> Kind:
    return Kind(chats.METHOD, lambda delivery: _send(at, delivery), settle=notices.settle)


def _send(at: Surroundings, delivery: Delivery) -> None:
    chat = notices.reached(at.db, delivery)
    target, body = _target(at, chat), _body(at, chat, delivery)
    try:
        answer = at.outbound.post(target.url, body, target.headers, SECONDS)
    except Forbidden as error:
        raise Blocked(str(error)) from None
    except Unreachable as error:
        raise TryLater(str(error)) from None
    _judge(answer)
    if chat.choices["format"] == "zalo_oa":
        _judge_zalo(_json(answer))


def _target(at: Surroundings, chat: Recipient) -> chats.Target:
    try:
        return chats.target_of(at.box, chat)
    except Unsealable as error:
        raise Blocked(f"the chat's address cannot be read: {error}") from None


def _body(at: Surroundings, chat: Recipient, delivery: Delivery) -> bytes:
    site = sites.find(at.db, delivery.site_id)
    template = chat.choices["template"] or ""
    try:
        made = chats.message(
            chat.choices["format"], template, delivery.payload, chats.moment(site, delivery.created_at)
        )
    except (ValueError, KeyError):
        raise Blocked("the chat's template cannot be used") from None
    return json.dumps(made, ensure_ascii=False).encode()


def _judge(answer: Answer) -> None:
    """Raises what the status means; returns when the chat has it."""
    status = answer.status
    if 200 <= status < 300:
        return
    if status in (404, 410):
        raise Refused(GONE)
    if status in (401, 403):
        raise Blocked(LOCKED)
    if 300 <= status < 400:
        raise TryLater("the chat answered with a redirect, which is not followed")
    if status == 429:
        raise TryLater("the chat asks to wait", _wait(answer))
    if status in DISPLEASING:
        raise TryLater(f"the chat does not understand the message ({status}): look at its template", lane=False)
    raise TryLater(f"the chat answered {status}")


def _wait(answer: Answer) -> int | None:
    """Milliseconds, by the header or by Discord's body, whichever is longer; chats give no dates."""
    header, told = answer.headers.get("retry-after", ""), _json(answer).get("retry_after")
    seconds = [float(header)] if re.fullmatch(r"\d{1,6}(\.\d{1,3})?", header) else []
    seconds += [float(told)] if isinstance(told, int | float) and 0 <= told < 10**6 else []
    return math.ceil(max(seconds) * 1000) if seconds else None


def _judge_zalo(told: dict[str, Any]) -> None:
    code = told.get("error")
    if code == 0:
        return
    if code == ZALO_TOKEN_INVALID or "token" in str(told.get("message", "")).lower():
        raise Blocked(ZALO_TOKEN)
    if code == ZALO_TOO_FAST or not isinstance(code, int):
        raise TryLater("Zalo did not take the message now")
    if code == ZALO_SILENT:
        raise Refused("this person has not written to the official account for seven days")
    raise Refused(f"Zalo refused the message ({code})")


def _json(answer: Answer) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
