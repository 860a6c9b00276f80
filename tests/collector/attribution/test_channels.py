import pytest

from collector.attribution.channels import CHANNELS, channel_of


@pytest.mark.parametrize(
    ("source", "medium", "campaign", "channel"),
    [
        ("(direct)", "(none)", "", "Direct"),
        ("Google", "CPC", "", "Paid Search"),
        ("google", "cpc", "Cross-Network tet", "Cross-network"),
        ("partner", "email", "coffeeshop", "Organic Shopping"),
        ("partner", "email", "workshop", "Email"),
        ("onesignal", "webpush", "", "Mobile Push Notifications"),
        ("newsletter", "newsletter", "", "Unassigned"),
    ],
)
def test_the_first_rule_that_matches_names_the_channel(source: str, medium: str, campaign: str, channel: str) -> None:
    assert channel_of(source, medium, campaign) == channel


def test_a_host_may_name_the_channel_where_its_short_name_does_not() -> None:
    assert channel_of("telegram", "referral", host="t.me") == "Organic Social"
    assert channel_of("unknown", "referral", host="youtube.com") == "Organic Video"


def test_there_are_nineteen_channels_and_unassigned() -> None:
    assert len(CHANNELS) == len(set(CHANNELS)) == 20
