"""Schedules: what they say, what is wrong with them, and when it is time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghflow.model.cron import FIELDS, CronError, find_timezone, parse
from ghflow.spec.limits import MIN_SCHEDULE_MINUTES


@pytest.fixture(scope="module")
def facts(shared):
    import json

    return json.loads((shared / "facts" / "github-actions.json").read_text(encoding="utf-8"))["cron"]


def test_fields_are_those_of_github(facts):
    wanted = [(title.replace(" of ", " of the "), low, high) for title, low, high, *_ in facts["fields"]]
    names = {title.replace(" of ", " of the "): span[0] for title, _, _, *span in facts["fields"] if span}

    assert wanted == [(field.title, field.least, field.most) for field in FIELDS]
    assert names == {
        field.title: f"{field.names[0]}-{field.names[-1]}".upper() for field in FIELDS if field.names
    }  # fmt: skip
    assert facts["min_interval_minutes"] == MIN_SCHEDULE_MINUTES


@pytest.mark.parametrize(
    ("text", "field", "values"),
    [
        pytest.param("5 * * * *", "minutes", [5], id="value"),
        pytest.param("05 * * * *", "minutes", [5], id="zero in front"),
        pytest.param("1,3,2,3 * * * *", "minutes", [1, 2, 3], id="several"),
        pytest.param("1-4 * * * *", "minutes", [1, 2, 3, 4], id="range"),
        pytest.param("3-3 * * * *", "minutes", [3], id="range of one"),
        pytest.param("*/20 * * * *", "minutes", [0, 20, 40], id="step"),
        pytest.param("5/20 * * * *", "minutes", [5, 25, 45], id="step from a value"),
        pytest.param("10-30/10 * * * *", "minutes", [10, 20, 30], id="step in a range"),
        pytest.param("1-2,*/30,50/5 * * * *", "minutes", [0, 1, 2, 30, 50, 55], id="all at once"),
        pytest.param("* 0-23/8 * * *", "hours", [0, 8, 16], id="hours"),
        pytest.param("* * 1,15,31 * *", "days", [1, 15, 31], id="days"),
        pytest.param("* * * JAN,jun-Aug *", "months", [1, 6, 7, 8], id="names of months"),
        pytest.param("* * * dec *", "months", [12], id="last month"),
        pytest.param("* * * */5 *", "months", [1, 6, 11], id="steps of months start at one"),
        pytest.param("* * * * SUN,2,thu-SAT", "weekdays", [0, 2, 4, 5, 6], id="names of weekdays"),
        pytest.param("* * * * 1-5", "weekdays", [1, 2, 3, 4, 5], id="weekdays"),
        pytest.param("  5   *  * * * \n", "minutes", [5], id="spaces and a line break"),
    ],
)
def test_values(text, field, values):
    assert values == list(getattr(parse(text), field))


FIVE = "a schedule has five fields (minute, hour, day of the month, month, day of the week)"
REFUSED = [
    pytest.param("", 0, f"{FIVE}, got nothing", id="nothing"),
    pytest.param("0 0 * *", 7, f"{FIVE}, got 4", id="four"),
    pytest.param("0 0 0 * * *", 10, f"{FIVE}, got 6", id="seconds"),
    pytest.param("@daily", 0, "GitHub has no short names like '@daily'", id="short name"),
    pytest.param("60 * * * *", 0, "the minute is 0 to 59, got '60'", id="minute"),
    pytest.param("0 24 * * *", 2, "the hour is 0 to 23, got '24'", id="hour"),
    pytest.param("0 0 0 * *", 4, "the day of the month is 1 to 31, got '0'", id="day"),
    pytest.param("0 0 32 * *", 4, "the day of the month is 1 to 31, got '32'", id="day 32"),
    pytest.param("0 0 * 13 *", 6, "the month is 1 to 12 or JAN to DEC, got '13'", id="month"),
    pytest.param("0 0 * MAI *", 6, "the month is 1 to 12 or JAN to DEC, got 'MAI'", id="name of a month"),
    pytest.param("0 0 * * 7", 8, "Sunday is 0 or SUN, got 7", id="sunday"),
    pytest.param("0 0 * * 8", 8, "the day of the week is 0 to 6 or SUN to SAT, got '8'", id="weekday"),
    pytest.param("0 0 * * MONDAY", 8, "the day of the week is 0 to 6 or SUN to SAT, got 'MONDAY'", id="long name"),
    pytest.param("0 0 * * MON,,TUE", 12, "the day of the week is 0 to 6 or SUN to SAT, got ''", id="empty piece"),
    pytest.param("0 0 L * *", 4, "the day of the month is 1 to 31, got 'L'", id="last day"),
    pytest.param("0 0 ? * *", 4, "the day of the month is 1 to 31, got '?'", id="question mark"),
    pytest.param("0 0 15W * *", 4, "the day of the month is 1 to 31, got '15W'", id="working day"),
    pytest.param("0 0 * * MON#2", 8, "the day of the week is 0 to 6 or SUN to SAT, got 'MON#2'", id="second monday"),
    pytest.param("-5 * * * *", 0, "the minute is 0 to 59, got ''", id="negative"),
    pytest.param("5- * * * *", 2, "the minute is 0 to 59, got ''", id="open range"),
    pytest.param("1-2-3 * * * *", 2, "the minute is 0 to 59, got '2-3'", id="range of a range"),
    pytest.param("1,9-3 * * * *", 2, "a range of the minute goes upwards, got '9-3'", id="range backwards"),
    pytest.param("0 0 * * FRI-MON", 8, "a range of the day of the week goes upwards, got 'FRI-MON'", id="over the weekend"),
    pytest.param("*/0 * * * *", 2, "a step of the minute is a number from 1 to 59, got '0'", id="step of nothing"),
    pytest.param("*/60 * * * *", 2, "a step of the minute is a number from 1 to 59, got '60'", id="step too far"),
    pytest.param("*/ * * * *", 2, "a step of the minute is a number from 1 to 59, got ''", id="no step"),
    pytest.param("*/5/5 * * * *", 2, "a step of the minute is a number from 1 to 59, got '5/5'", id="two steps"),
    pytest.param("/5 * * * *", 0, "the minute is 0 to 59, got ''", id="step from nothing"),
    pytest.param("*-5 * * * *", 0, "the minute is 0 to 59, got '*'", id="range from a star"),
    pytest.param("** * * * *", 0, "the minute is 0 to 59, got '**'", id="two stars"),
    pytest.param("1.5 * * * *", 0, "the minute is 0 to 59, got '1.5'", id="fraction"),
    pytest.param("٣ * * * *", 0, "the minute is 0 to 59, got '٣'", id="another digit"),
    pytest.param("9999999999999 * * * *", 0, "the minute is 0 to 59, got '9999999999999'", id="large"),
    pytest.param("0\t0\t* * *", 9, f"{FIVE}, got 3", id="tabs"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "at", "message"), REFUSED)
def test_what_is_no_schedule(text, at, message):
    with pytest.raises(CronError) as raised:
        parse(text)

    assert (message, text, at) == (raised.value.message, raised.value.source, raised.value.at)


UTC = dt.UTC


def at(text: str, zone: dt.tzinfo = UTC) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("text", "moment", "then"),
    [
        pytest.param("30 5 * * *", "2026-11-22 00:00", "2026-11-22 05:30", id="today"),
        pytest.param("30 5 * * *", "2026-11-22 05:30", "2026-11-23 05:30", id="later, not now"),
        pytest.param("30 5 * * *", "2026-11-22 05:29:59.9", "2026-11-22 05:30", id="a moment later"),
        pytest.param("*/15 * * * *", "2026-12-31 23:50", "2027-01-01 00:00", id="over the year"),
        pytest.param("0 0 29 2 *", "2026-11-22 00:00", "2028-02-29 00:00", id="leap day"),
        pytest.param("0 0 31 * *", "2026-11-01 00:00", "2026-12-31 00:00", id="months without a 31st"),
        pytest.param("0 0 * * MON", "2026-11-22 12:00", "2026-11-23 00:00", id="weekday"),
        pytest.param("0 0 * * 0", "2026-11-22 12:00", "2026-11-29 00:00", id="sunday"),
        pytest.param("0 0 13 * FRI", "2026-11-22 00:00", "2026-11-27 00:00", id="either day: friday"),
        pytest.param("0 0 24 * FRI", "2026-11-22 00:00", "2026-11-24 00:00", id="either day: the 24th"),
        pytest.param("0 0 */2 * FRI", "2026-11-22 00:00", "2026-11-27 00:00", id="both days behind a star"),
        pytest.param("0 0 29 2 */6", "2026-11-22 00:00", "2032-02-29 00:00", id="leap day on a weekend"),
        pytest.param("0 9 1 JAN,JUL *", "2026-11-22 00:00", "2027-01-01 09:00", id="months"),
    ],
)
def test_next_time(text, moment, then):
    assert at(then) == parse(text).next_after(at(moment))


@pytest.mark.parametrize("text", ["0 0 30 2 *", "0 0 31 4,6,9,11 *"])
def test_a_day_that_never_comes(text):
    assert parse(text).next_after(at("2026-11-22")) is None
    assert parse("0 0 29 2 *").next_after(at("9999-03-01")) is None


BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("text", "zone", "moment", "times"),
    [
        pytest.param("0 9 * * *", "Europe/Berlin", "2026-01-10 00:00", "01-10 08:00", id="winter"),
        pytest.param("0 9 * * *", "Europe/Berlin", "2026-07-10 00:00", "07-10 07:00", id="summer"),
        pytest.param("0 1 * * *", "Asia/Tokyo", "2026-07-10 15:00", "07-10 16:00", id="another day there"),
        pytest.param("30 2 * * *", "Europe/Berlin", "2026-03-28 12:00", "03-29 01:00, 03-30 00:30", id="left out"),
        pytest.param(
            "0,30 2 * * *", "Europe/Berlin", "2026-03-28 12:00", "03-29 01:00, 03-30 00:00", id="two left out"
        ),
        pytest.param("0 3 * * *", "Europe/Berlin", "2026-03-28 12:00", "03-29 01:00", id="just after"),
        pytest.param("30 2 * * *", "Europe/Berlin", "2026-10-24 12:00", "10-25 00:30, 10-26 01:30", id="comes twice"),
        pytest.param(
            "30 * * * *", "Europe/Berlin", "2026-03-29 00:00", "03-29 00:30, 03-29 01:30", id="hourly, forward"
        ),
        pytest.param(
            "30 * * * *",
            "Europe/Berlin",
            "2026-10-25 00:00",
            "10-25 00:30, 10-25 01:30, 10-25 02:30",
            id="hourly, back",
        ),
        pytest.param("*/30 * * * *", "America/New_York", "2026-03-08 06:45", "03-08 07:00, 03-08 07:30", id="often"),
        pytest.param(
            "45 1 * * *", "Australia/Lord_Howe", "2026-04-04 10:00", "04-04 14:45, 04-05 15:15", id="half back"
        ),
        pytest.param(
            "15 2 * * *", "Australia/Lord_Howe", "2026-10-03 10:00", "10-03 15:30, 10-04 15:15", id="half forward"
        ),
        pytest.param("0 12 30 12 *", "Pacific/Apia", "2011-12-29 12:00", "12-30 10:00", id="a day left out"),
    ],
)
def test_time_zones(text, zone, moment, times):
    cron = parse(text)
    wanted = [at(f"{moment[:5]}{one}") for one in times.split(", ")]
    found = []
    now = at(moment)
    for _ in wanted:
        now = cron.next_after(now, zone)
        found.append(now)

    assert wanted == [one.astimezone(UTC) for one in found]
    assert {zone} == {one.tzinfo.key for one in found}


def test_a_time_that_comes_twice_is_not_given_twice():
    """The moment of the first of two is later than no other, though Python takes it for the same as no other."""
    cron = parse("30 2 * * *")
    first = cron.next_after(at("2026-10-24 12:00"), "Europe/Berlin")

    assert at("2026-10-26 01:30") == cron.next_after(first, "Europe/Berlin")


def test_a_moment_may_be_of_any_time_zone():
    cron = parse("0 9 * * *")

    assert at("2026-01-10 08:00") == cron.next_after(at("2026-01-10 08:59", BERLIN), "Europe/Berlin")
    assert at("2026-01-11 08:00") == cron.next_after(at("2026-01-10 03:00", NEW_YORK), "Europe/Berlin")


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="the moment needs a time zone"):
        parse("0 9 * * *").next_after(dt.datetime(2026, 1, 1))


def test_a_time_zone_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="there is no time zone 'Europe/Berln'"):
        parse("0 9 * * *").next_after(at("2026-01-01"), "Europe/Berln")


@pytest.mark.parametrize("name", ["Europe/Berlin", "UTC", "Etc/UTC", "America/Argentina/Buenos_Aires"])
def test_known_time_zones(name):
    assert name == str(find_timezone(name))


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "Europe", "../etc/passwd", "/etc/passwd", "a\0b", "Europe/", "x" * 5000]
)
def test_unknown_time_zones(name):
    assert find_timezone(name) is None


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("*/5 * * * *", 5),
        ("* * * * *", 1),
        ("*/3 * * * *", 3),
        ("*/7 * * * *", 4),
        ("0,4 * * * *", 4),
        ("58,3 * * * *", 5),
        ("59,3 * * * *", 4),
        ("59,3 0 * * *", 56),
        ("0 * * * *", 60),
        ("0 */6 * * *", 360),
        ("0 0 * * *", 1440),
        ("0 0 * * MON", 1440),
        ("0 0,23 * * *", 60),
        ("0 0,23 * * MON", 1380),
        ("0 0,23 * * MON,TUE", 60),
        ("58,0 0,23 1 * *", 58),
        ("58,0 0,23 1,2 * *", 2),
        ("0 0,23 1,31 * *", 60),
        ("0 0,23 28 2 *", 1380),
        ("0 0,23 28,29 2 *", 60),
    ],
)
def test_shortest_interval(text, minutes):
    assert minutes == parse(text).shortest_interval()


def piece(field):
    number = st.integers(field.least, field.most)
    single = st.one_of(number.map(str), st.sampled_from(field.names)) if field.names else number.map(str)
    span = st.tuples(number, number).map(lambda pair: f"{min(pair)}-{max(pair)}")
    step = st.tuples(st.one_of(st.just("*"), single, span), st.integers(1, field.most)).map(
        lambda pair: f"{pair[0]}/{pair[1]}"
    )
    return st.lists(st.one_of(st.just("*"), single, span, step), min_size=1, max_size=3).map(",".join)


crons = st.tuples(*map(piece, FIELDS)).map(" ".join)
zones = st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"])
moments = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2032, 1, 1), timezones=st.just(UTC))


@given(crons, moments, zones)
def test_the_next_time_fits_and_is_later(text, moment, zone):
    cron = parse(text)
    then = cron.next_after(moment, zone)
    if then is None:
        assert set(cron.days) <= {30, 31}
        return

    assert then > moment
    wall = (then.minute, then.hour)
    if then.utcoffset() == (then - dt.timedelta(days=1)).utcoffset():
        assert cron.falls_on(then.date())
        assert wall[0] in cron.minutes
        assert wall[1] in cron.hours


@given(crons, moments)
def test_no_time_is_left_out(text, moment):
    """Between a moment and the next time no minute fits."""
    cron = parse(text)
    then = cron.next_after(moment)
    minute = moment.replace(second=0, microsecond=0)
    for _ in range(1500):
        minute += dt.timedelta(minutes=1)
        if then is not None and minute >= then:
            break
        fits = minute.minute in cron.minutes and minute.hour in cron.hours and cron.falls_on(minute.date())
        assert not fits


@given(crons, moments)
def test_no_two_times_are_closer_than_the_shortest_interval(text, moment):
    cron = parse(text)
    shortest = dt.timedelta(minutes=cron.shortest_interval())
    for _ in range(5):
        then = cron.next_after(moment)
        following = then and cron.next_after(then)
        if following is None:
            return
        assert following - then >= shortest
        moment = then


@given(st.text(alphabet="0123456789*/,-@ \t\nJANsunL#?٣", max_size=20))
def test_any_text_is_a_schedule_or_says_where_it_is_not(text):
    try:
        found = parse(text)
    except CronError as error:
        assert 0 <= error.at <= len(text)  # noqa: PT017 - either way is right
    else:
        assert text == found.text
