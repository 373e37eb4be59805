"""The times of `schedule`: five fields as GitHub has them, what is wrong with one, and when it is time again.

Lives here: `parse`, `Cron` with `next_after` and `shortest_interval`, `find_timezone`. Not here: the event (`webhooks`).
Source: docs.github.com, "Events that trigger workflows", `schedule`; actions/languageservices 0.3.61 (read 2026-11-22).
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class CronError(ValueError):
    """A text that is no schedule: what is wrong, the text, and the offset of the part at fault."""

    def __init__(self, message: str, source: str, at: int) -> None:
        super().__init__(f"{message} at character {at + 1} of {source!r}")
        self.message = message
        self.source = source
        self.at = at


@attrs.frozen
class Field:
    """One of the five fields."""

    title: str
    least: int
    most: int
    names: tuple[str, ...] = ()
    """Names of the values from `least` on, ignoring case."""

    @property
    def span(self) -> str:
        """The values it takes, in words."""
        named = f" or {self.names[0].upper()} to {self.names[-1].upper()}" if self.names else ""
        return f"{self.least} to {self.most}{named}"

    @property
    def numbers(self) -> Mapping[str, int]:
        """The value of each name."""
        return {name: self.least + index for index, name in enumerate(self.names)}


FIELDS = (
    Field("minute", 0, 59),
    Field("hour", 0, 23),
    Field("day of the month", 1, 31),
    Field("month", 1, 12, ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")),
    Field("day of the week", 0, 6, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)
_HOURS = tuple(range(24))
_DAY = 24 * 60
_FAR = 41 * 366  # days: a weekday falls on 29 February at least once in them


@attrs.frozen
class Cron:
    """A schedule. Each field holds its values in order; Sunday is 0."""

    text: str
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...]
    months: tuple[int, ...]
    weekdays: tuple[int, ...]
    either_day: bool
    """Whether it is enough that the day of the month or that of the week fits: so when neither field starts with `*`."""

    def falls_on(self, day: dt.date) -> bool:
        """Whether the schedule has times on a day."""
        if day.month not in self.months:
            return False
        fits = (day.day in self.days, day.isoweekday() % 7 in self.weekdays)
        return any(fits) if self.either_day else all(fits)

    def next_after(self, moment: dt.datetime, timezone: str = "UTC") -> dt.datetime | None:
        """The first time later than `moment`, in the time zone of the schedule; None when there is none (30 February).

        `moment` must have a time zone. When the clocks go forward, a time that is left out counts at the moment they do;
        when they go back, a time that comes twice counts once. Schedules for every hour go on through both: they have no
        time that is left out, and both that come twice. All of this is inferred, from what cron does. Raises ValueError
        for a time zone that is not known.
        """
        if moment.tzinfo is None:
            raise ValueError("the moment needs a time zone: datetime.now(timezone.utc)")
        zone = find_timezone(timezone)
        if zone is None:
            raise ValueError(f"there is no time zone {timezone!r}")
        moment = moment.astimezone(dt.UTC)  # a time that comes twice is equal to none of another time zone
        try:
            day = moment.astimezone(zone).date()
            last = day + dt.timedelta(days=_FAR)
            while day < last:
                if day.month not in self.months:
                    day = (day.replace(day=1) + dt.timedelta(days=31)).replace(day=1)
                    continue
                if self.falls_on(day):
                    for instant in self._instants(day, zone):
                        if instant > moment:
                            return instant.astimezone(zone)
                day += dt.timedelta(days=1)
        except OverflowError:  # the end of the calendar, in the year 9999
            pass
        return None

    def _instants(self, day: dt.date, zone: dt.tzinfo) -> Iterable[dt.datetime]:
        """All times of a day, in UTC and in order."""
        start = dt.datetime(day.year, day.month, day.day, tzinfo=zone)
        walls = ((hour, minute) for hour in self.hours for minute in self.minutes)
        if start.utcoffset() == (start + dt.timedelta(days=1)).utcoffset():
            first = start.astimezone(dt.UTC)
            return (first + dt.timedelta(hours=hour, minutes=minute) for hour, minute in walls)
        return sorted({at for hour, minute in walls for at in self._at(start.replace(hour=hour, minute=minute), zone)})

    def _at(self, wall: dt.datetime, zone: dt.tzinfo) -> Iterator[dt.datetime]:
        """When a time of the clock comes, on a day on which the clock is moved."""
        early = wall.replace(fold=0).astimezone(dt.UTC)
        late = wall.replace(fold=1).astimezone(dt.UTC)
        if early <= late:
            yield early
            if self.hours == _HOURS:
                yield late  # the same moment, unless the clock goes back
        elif self.hours != _HOURS:
            yield _change_between(late, early, zone)

    def shortest_interval(self) -> int:
        """Minutes between two runs where they follow each other most closely; a day, when they are as far apart or farther."""
        times = [hour * 60 + minute for hour in self.hours for minute in self.minutes]
        gaps = [after - before for before, after in pairwise(times)]
        over_night = times[0] + _DAY - times[-1]
        if over_night < min(gaps, default=_DAY) and self._falls_on_two_days_running():
            return over_night
        return min(gaps, default=_DAY)

    def _falls_on_two_days_running(self) -> bool:
        first = dt.date(2001, 1, 1)
        fits = (self.falls_on(first + dt.timedelta(days=index)) for index in range(_FAR))
        return any(one and other for one, other in pairwise(fits))


def _change_between(before: dt.datetime, after: dt.datetime, zone: dt.tzinfo) -> dt.datetime:
    """The moment between two, in UTC, at which the clock is moved."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > dt.timedelta(seconds=1):
        middle = before + dt.timedelta(seconds=(after - before) // dt.timedelta(seconds=2))
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def parse(text: str) -> Cron:
    """The schedule that a text stands for: minute, hour, day of the month, month, day of the week, with spaces between.

    Each is `*`, a value, a range `1-5`, one of these with a step (`*/15`, `5/10`), or several of all that with commas.
    Names of months and weekdays ignore case. Line breaks and spaces around the whole are left aside, as GitHub does.
    Raises `CronError` for anything else: `@daily`, seconds, `L`, `W`, `#`, `?`, 7 for Sunday.
    """
    if text.strip().startswith("@"):
        raise CronError(f"GitHub has no short names like {text.strip()!r}", text, text.index("@"))
    parts = list(_parts(text))
    if len(parts) != len(FIELDS):
        titles = ", ".join(field.title for field in FIELDS)
        at = parts[len(FIELDS)][1] if len(parts) > len(FIELDS) else len(text.rstrip())
        found = f"{len(parts)}" if parts else "nothing"
        raise CronError(f"a schedule has five fields ({titles}), got {found}", text, at)
    minutes, hours, days, months, weekdays = (
        _values(text, part, at, field) for (part, at), field in zip(parts, FIELDS, strict=True)
    )
    either_day = not any(parts[index][0].startswith("*") for index in (2, 4))
    return Cron(text, minutes, hours, days, months, weekdays, either_day)


def _parts(text: str) -> Iterator[tuple[str, int]]:
    """The fields with their offsets."""
    at = len(text) - len(text.lstrip())
    for part in text.strip().split(" "):
        if part:
            yield part, at
        at += len(part) + 1


def _values(text: str, part: str, at: int, field: Field) -> tuple[int, ...]:
    """All values of a field, in order."""
    found: set[int] = set()
    for piece in part.split(","):
        span, slash, step = piece.partition("/")
        low, dash, high = span.partition("-")
        if low == "*" and not dash:
            first, last = field.least, field.most
        else:
            first = _number(text, low, at, field)
            last = _number(text, high, at + len(low) + 1, field) if dash else field.most if slash else first
        if first > last:
            raise CronError(f"a range of the {field.title} goes upwards, got {span!r}", text, at)
        every = _step(text, step, at + len(span) + 1, field) if slash else 1
        found.update(range(first, last + 1, every))
        at += len(piece) + 1
    return tuple(sorted(found))


def _number(text: str, word: str, at: int, field: Field) -> int:
    """One value of a field, by number or by name."""
    number = field.numbers.get(word.lower())
    if number is None and word.isascii() and word.isdigit():
        number = int(word[:9])
        if number == 7 and field.most == 6:
            raise CronError("Sunday is 0 or SUN, got 7", text, at)
    if number is None or not field.least <= number <= field.most:
        raise CronError(f"the {field.title} is {field.span}, got {word!r}", text, at)
    return number


def _step(text: str, word: str, at: int, field: Field) -> int:
    """The number behind a `/`."""
    if word.isascii() and word.isdigit() and 0 < int(word[:9]) <= field.most:
        return int(word[:9])
    raise CronError(f"a step of the {field.title} is a number from 1 to {field.most}, got {word!r}", text, at)


def find_timezone(name: str) -> dt.tzinfo | None:
    """The time zone of an IANA name (`Europe/Berlin`); None when there is none of that name, or no table of them here."""
    if name == "UTC":
        return dt.UTC
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
