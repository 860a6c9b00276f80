"""The words of the screens for what the code calls by short names."""

from __future__ import annotations

from flask_babel import gettext

from admin.messages import N_

WORDS = {
    "status": {
        "new": N_("New"),
        "contacted": N_("Contacted"),
        "qualified": N_("Qualified"),
        "won": N_("Won"),
        "lost": N_("Lost"),
        "spam": N_("Spam"),
    },
    "kind": {
        "callback": N_("Call-back request"),
        "contact": N_("Contact button"),
        "manual": N_("Added by hand"),
        "api": N_("From another program"),
        "form": N_("Form"),
        "voucher": N_("Voucher"),
        "quote": N_("Quote request"),
        "banner": N_("Banner"),
        "push": N_("Push opt-in"),
    },
    "channel": {
        "zalo": "Zalo",
        "messenger": "Messenger",
        "whatsapp": "WhatsApp",
        "telegram": "Telegram",
        "viber": "Viber",
        "phone": N_("Phone call"),
        "sms": N_("Text message"),
        "email": N_("E-mail"),
        "callback": N_("Call-back form"),
        "map": N_("Map"),
        "link": N_("Link"),
    },
    "widget_status": {"draft": N_("Draft"), "live": N_("Live"), "paused": N_("Paused")},
    "role": {
        "viewer": N_("Viewer"),
        "agent": N_("Agent"),
        "marketer": N_("Marketer"),
        "owner": N_("Owner"),
    },
    "role_meaning": {
        "viewer": N_("Sees leads and reports."),
        "agent": N_("Also works on leads: status, value, notes, adding them by hand."),
        "marketer": N_("Also edits and publishes widgets, and downloads reports."),
        "owner": N_("Also changes the site and decides who gets in."),
    },
    "by": {
        "channel": N_("Channel"),
        "source": N_("Source"),
        "medium": N_("Medium"),
        "campaign": N_("Campaign"),
        "term": N_("Term"),
        "content": N_("Content"),
        "click_id_kind": N_("Click ID"),
        "landing_page": N_("Landing page"),
        "widget": N_("Widget"),
        "variant": N_("Variant"),
        "device": N_("Device"),
        "day": N_("Day"),
        "goal": N_("Goal"),
        "site": N_("Site"),
    },
    "model": {
        "last_non_direct": N_("Last non-direct"),
        "last": N_("Last click"),
        "first": N_("First click"),
        "linear": N_("Linear"),
        "time_decay": N_("Time decay"),
        "position": N_("By position"),
    },
    "goal": {
        "lead": N_("Lead"),
        "click": N_("Click on a channel"),
        "qualified": N_("Qualified"),
        "won": N_("Won"),
    },
    "metric": {
        "visitors": N_("Visitors"),
        "visits": N_("Visits"),
        "impressions": N_("Impressions"),
        "opens": N_("Opens"),
        "submits": N_("Submits"),
        "conversions": N_("Conversions"),
        "value_minor": N_("Value"),
        "rate": N_("Rate"),
    },
    "device": {
        "phone": N_("Phone"),
        "tablet": N_("Tablet"),
        "desktop": N_("Desktop"),
        "bot": N_("Robot"),
        "other": N_("Other"),
    },
    "gate": {
        "none": N_("Measure from the first page on"),
        "wait": N_("Wait until the visitor agrees"),
        "cookieless": N_("Count without remembering anybody"),
    },
    "held": {
        "trap": N_("A field that people do not see was filled in, so it is probably a program."),
        "bot": N_("It was sent by a program that says so."),
        "not_corrected": N_("The form was sent with a mistake that nobody corrected."),
    },
    "flag": {
        "odd_phone": N_("The number looks unusual"),
        "no_consent": N_("No consent to measuring"),
        "insisted": N_("Sent again although a field looked wrong"),
        "unknown_widget": N_("From a widget that is not known here"),
    },
    "delivery": {
        "pending": N_("Waiting"),
        "sending": N_("Being sent"),
        "delivered": N_("Delivered"),
        "refused": N_("Refused"),
        "blocked": N_("Held up"),
        "expired": N_("Too late"),
        "dead": N_("Given up"),
        "cancelled": N_("Cancelled"),
    },
    "delivery_tab": {
        "waiting": N_("Waiting"),
        "delivered": N_("Delivered"),
        "failed": N_("Failed"),
        "cancelled": N_("Cancelled"),
    },
    "delivery_event": {
        "lead.created": N_("New lead"),
        "lead.updated": N_("Lead changed"),
        "lead.assigned": N_("Lead assigned"),
        "lead.late": N_("Call-back not made in time"),
        "lead.digest": N_("Leads of quiet hours"),
        "conversion.created": N_("Conversion"),
        "conversion.updated": N_("Value of a conversion changed"),
        "conversion.retracted": N_("Conversion taken back"),
        "quote.sent": N_("Quote sent"),
        "quote.accepted": N_("Quote accepted"),
        "quote.declined": N_("Quote declined"),
        "test": N_("Test"),
        "ping": N_("Test"),
    },
    "when": {
        "always": N_("At any time"),
        "site_hours": N_("Working hours"),
        "own_hours": N_("Own hours"),
    },
    "when_long": {
        "always": N_("At any time, day and night"),
        "site_hours": N_("During the site's working hours"),
        "own_hours": N_("During own hours"),
    },
    "outside": {
        "digest": N_("Tell it together when my hours begin"),
        "nothing": N_("Do not tell it"),
    },
    "method": {
        "email": N_("E-mail"),
        "telegram": "Telegram",
        "chat": N_("Team chat"),
        "webhook": N_("Webhook"),
    },
    "chat": {
        "slack": "Slack",
        "discord": "Discord",
        "google_chat": "Google Chat",
        "zalo_oa": "Zalo OA",
        "teams": "Microsoft Teams",
        "mattermost": "Mattermost",
        "own": N_("A program of your own"),
    },
    "kind_icon": {"email": "mail", "telegram": "send", "chat": "message-square-text", "webhook": "webhook"},
    "change": {
        "created": N_("Came in"),
        "status": N_("Status"),
        "value_minor": N_("Value"),
        "owner_id": N_("Who takes care"),
        "note": N_("Note"),
        "released": N_("Released"),
    },
    "field": {
        "phone": N_("Phone"),
        "name": N_("Name"),
        "email": N_("E-mail"),
        "note": N_("Note"),
        "slot": N_("Wanted time"),
    },
}

# What a page says after a change, by the word in its address.
DONE = {
    "saved": N_("Saved."),
    "added": N_("Lead added."),
    "site-added": N_("Site added. Now paste its tag into your pages."),
    "published": N_("Published. Pages show it within five minutes."),
    "paused": N_("Paused. Pages stop showing it within five minutes."),
    "removed": N_("Removed."),
    "password": N_("Password set. Other devices were signed out."),
    "ended": N_("Signed out there."),
    "redelivered": N_("It is being sent again."),
    "cancelled": N_("Given up: it will not be sent."),
    "origin": N_("Domain added and its leads taken in."),
    "told": N_("Added: told from now on. Send a test to see that it arrives."),
    "hushed": N_("Paused: nothing is sent there until you resume it."),
    "resumed": N_("Resumed: told again from now on."),
    "bot": N_("The token works. Now connect a chat."),
    "bot-removed": N_("The bot was removed."),
    "webhook-on": N_("Switched on."),
    "webhook-off": N_("Switched off: nothing is sent there but tests."),
    "released": N_("Released: it counts as a lead now."),
}


def word(group: str, name: str | None) -> str:
    """The word for a short name; one that has no word here stands for itself."""
    text = WORDS[group].get(name or "")
    return gettext(text) if text else str(name or "")


def note(done: str | None) -> str | None:
    """What to say after a change; nothing for a word that nobody knows."""
    return gettext(DONE[done]) if done in DONE else None
