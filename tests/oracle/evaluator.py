"""A second evaluator, written from docs/triggers.md alone: exact fractions, no code in common with the first.

A case is one metric or two, what is declared of each, what its suppliers say, and a condition as a tree. `state` gives
back what `adr check` must say of it: the state, and the cause where it is unknown.
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from fractions import Fraction

# Worst first.
CAUSES = [
    "non-finite", "out-of-range", "future-value", "duplicate-series", "ambiguous-series", "missing-series",
    "partial-answer", "division-by-zero", "missing-unit", "unit-mismatch", "source-error", "no-value", "insufficient-history",
]

DAY = 86_400
UNITS = {
    "ms": ("time", 1), "s": ("time", 1000), "min": ("time", 60_000), "h": ("time", 3_600_000),
    "B": ("bytes", 1), "kB": ("bytes", 1000), "KiB": ("bytes", 1024), "MB": ("bytes", 1_000_000),
    "%": ("share", Fraction(1, 100)),
    "/s": ("rate", 1), "/day": ("rate", Fraction(1, DAY)), "/week": ("rate", Fraction(1, 7 * DAY)),
    "/sprint": ("rate", Fraction(1, 14 * DAY)), "/month": ("rate", Fraction(1, 30 * DAY)),
    # Of a team's own.
    "engineers": ("engineers", 1), "EUR": ("money", 1),
    "EUR/day": ("spending", Fraction(1, DAY)), "EUR/month": ("spending", Fraction(1, 30 * DAY)),
}
NOT_NUMBERS = ("version", "date", "text")
DECLARED_DIMENSIONS = {"count": "count", "ratio": "share", **{unit: of for unit, (of, _) in UNITS.items()}}


@dataclass
class Value:
    """`number` in the unit of its `kind`; bare where it was written without one."""
    kind: str
    number: object
    bare: bool = False


@dataclass
class Entry:
    """What one supplier says of one series: labels as a sorted tuple of pairs, a text, and a time or None."""
    labels: tuple
    text: str
    at: datetime | None = None


@dataclass
class Declared:
    unit: str | None = None
    max_age: timedelta | None = timedelta(days=90)
    max_gap: timedelta | None = None
    series: list = field(default_factory=list)
    min_series: int = 0


@dataclass
class Metric:
    """`observed` are entries with times; `source` and each of `supplied` a list of entries, in the order of their weight."""
    declared: Declared | None
    observed: list
    source: list | None
    supplied: list


@dataclass
class Atom:
    metric: str
    function: str | None
    matchers: list
    operator: str
    threshold: str
    hold: timedelta | None


@dataclass
class Quotient:
    """Of two atoms, whose own comparisons do not count."""
    above: Atom
    below: Atom
    operator: str
    threshold: str


@dataclass
class Change:
    """Of an atom, whose own comparison does not count."""
    of: Atom
    over: timedelta
    operator: str
    threshold: str


@dataclass
class Joined:
    joiner: str
    parts: list


@dataclass
class Found:
    """A truth, `near` where false, `stale` where an old value is behind it; or a cause."""
    truth: bool | None
    near: bool = False
    stale: bool = False
    cause: str | None = None


@dataclass
class Clock:
    now: datetime
    latest: datetime


def unknown(cause):
    return Found(None, cause=cause)


def worst(causes):
    return min(causes, key=CAUSES.index)


def parsed(text):
    """A value as it is written, without regard to its metric; or a cause."""
    if text.startswith('"'):
        return Value("text", text.strip('"'))
    if text.lstrip("+-") in ("NaN", "Inf"):
        return "non-finite"
    if text.count("-") == 2 and text[:4].isdigit():
        return Value("date", datetime.strptime(text, "%Y-%m-%d"))
    if text.count(".") == 2:
        return Value("version", tuple(int(part) for part in text.split(".")))
    for unit in sorted(UNITS, key=len, reverse=True):
        if text.endswith(unit):
            kind, factor = UNITS[unit]
            return Value(kind, Fraction(text[: -len(unit)].strip()) * factor)
    return Value("count", Fraction(text), bare=True)


def in_declared_unit(text, unit):
    """A value, or the cause for which there is none."""
    if unit == "text":
        return Value("text", text)
    value = parsed(text)
    if isinstance(value, str) or unit is None:
        return value
    if unit == "version":
        if value.bare:
            value = Value("version", tuple(int(part) for part in text.split(".")))
        return value if value.kind == "version" else "unit-mismatch"
    if value.bare and unit == "date":
        return "unit-mismatch"
    if unit == "date":
        return value if value.kind == "date" else "unit-mismatch"
    kind = DECLARED_DIMENSIONS[unit]
    if value.bare and unit not in ("count", "ratio"):
        value = Value(kind, value.number * UNITS[unit][1])
    elif value.bare:
        value = Value(kind, value.number)
    if value.kind != kind:
        return "unit-mismatch"
    if unit == "ratio" and not 0 <= value.number <= 1:
        return "out-of-range"
    return value


def with_zeros(version):
    version = list(version)
    while version and version[-1] == 0:
        version.pop()
    return version


def compare(value, threshold):
    """-1, 0 or 1; or a cause."""
    if value.kind != threshold.kind:
        bare = value.bare or threshold.bare
        is_other = {"date", "text"} & {value.kind, threshold.kind}
        return "missing-unit" if bare and not is_other else "unit-mismatch"
    left, right = value.number, threshold.number
    if value.kind == "version":
        left, right = with_zeros(left), with_zeros(right)
    return (left > right) - (left < right)


def holds(operator, order):
    return {">": order > 0, ">=": order >= 0, "<": order < 0, "<=": order <= 0, "=": order == 0, "!=": order != 0}[operator]


def is_near(kind, value, operator, threshold):
    """For what is false: 80 % of the way, or within 30 days."""
    if operator in ("=", "!=") or kind == "version":
        return False
    if kind == "date":
        away = threshold - value if operator in (">", ">=") else value - threshold
        return away <= timedelta(days=30)
    part, whole = (value, threshold) if operator in (">", ">=") else (threshold, value)
    return part > 0 and whole > 0 and part / whole >= Fraction(8, 10)


def threshold_of(atom, unit, value=None):
    if atom.function == "count":
        return parsed(atom.threshold)
    if unit == "version" or unit is None and isinstance(value, Value) and value.kind == "version":
        if atom.threshold.replace(".", "").isdigit():
            return Value("version", tuple(int(part) for part in atom.threshold.split(".")))
    return parsed(atom.threshold)


class Judge:
    """One comparison against what is known of its metric."""

    def __init__(self, atom, metric, clock):
        self.atom, self.metric, self.clock = atom, metric, clock
        self.declared = metric.declared or Declared()
        self.current, self.past, self.unasked = known(metric, clock)
        self.current = [entry for entry in self.current if self.selects(entry.labels)]
        self.past = [entry for entry in self.past if self.selects(entry.labels)]

    def selects(self, labels):
        labels = dict(labels)
        return all((labels.get(name, "") == text) == equal for name, equal, text in self.atom.matchers)

    def is_stale(self, entry):
        if entry.labels in self.unasked:
            return True
        limit = self.declared.max_age
        if entry.at is None or limit is None:
            return False
        if entry.at.time() == time.min:
            return timedelta(days=(self.clock.now.date() - entry.at.date()).days) > limit
        return self.clock.now - entry.at > limit

    def samples(self, entries):
        """By labels: a value or a cause, and whether it is stale. Equal values of the same labels are one."""
        by_labels = {}
        for entry in entries:
            value = in_declared_unit(entry.text, self.declared.unit)
            if entry.at is not None and entry.at > self.clock.latest:
                value = "future-value"
            by_labels.setdefault(entry.labels, []).append((value, entry))
        samples = {}
        for labels, all_of_them in sorted(by_labels.items()):
            values = [value for value, _ in all_of_them]
            first = values[0]
            same = lambda other: first == other if isinstance(first, str) or isinstance(other, str) else compare(first, other) == 0
            newest = max(all_of_them, key=lambda pair: (pair[1].at is None, pair[1].at or datetime.min))[1]
            samples[labels] = (first if all(map(same, values)) else "duplicate-series", self.is_stale(newest))
        return samples

    def one(self, sample):
        value, stale = sample
        if isinstance(value, str):
            return unknown(value)
        threshold = threshold_of(self.atom, self.declared.unit, value)
        order = compare(value, threshold)
        if isinstance(order, str):
            return unknown(order)
        if holds(self.atom.operator, order):
            return Found(True, stale=stale)
        return Found(False, is_near(value.kind, value.number, self.atom.operator, threshold.number), stale)

    def together(self, samples):
        function = self.atom.function
        stale = any(stale for _, stale in samples.values())
        if function == "count":
            broken = {"future-value", "duplicate-series"}
            causes = [value for value, _ in samples.values() if isinstance(value, str) and value in broken]
            if causes:
                return unknown(worst(causes))
            return self.one((Value("count", Fraction(len(samples)), bare=True), stale))
        each = [self.one(sample) for sample in samples.values()]
        causes = [found.cause for found in each if found.truth is None]
        if causes:
            return unknown(worst(causes))
        values = [value for value, _ in samples.values()]
        if any(value.kind != values[0].kind for value in values):
            return unknown("unit-mismatch")
        threshold = threshold_of(self.atom, self.declared.unit, values[0])
        if function in ("min", "max"):
            choose = min if function == "min" else max
            key = (lambda value: with_zeros(value.number)) if values[0].kind == "version" else (lambda value: value.number)
            return self.one((choose(values, key=key), stale))
        if values[0].kind in ("version", "date"):
            return unknown("unit-mismatch")
        total = sum(value.number for value in values)
        if function == "avg":
            total /= len(values)
        # A total has no range, so it is not read as a value of the metric.
        order = (total > threshold.number) - (total < threshold.number)
        if holds(self.atom.operator, order):
            return Found(True, stale=stale)
        return Found(False, is_near(values[0].kind, total, self.atom.operator, threshold.number), stale)

    def held(self, found, instants, current):
        """`found`, which is of the time `current`, if the condition was true at all instants of the window."""
        if found.truth is None:
            return found
        if found.truth is False:
            return Found(False, False, found.stale)
        end = self.clock.now
        start = end - self.atom.hold
        gap = self.declared.max_gap or self.atom.hold
        current = min(current, end)
        times = {at: truth for at, truth in instants.items() if at != current} | {current: True}
        order = sorted(times)
        openings = [at for at in order if at <= start]
        if not openings:
            return unknown("insufficient-history")
        inside = [at for at in order if at >= openings[-1]]
        is_broken = any(times[at] is not True for at in inside)
        has_gap = any(later - earlier > gap for earlier, later in zip(inside, inside[1:] + [end]))
        return unknown("insufficient-history") if is_broken or has_gap else found

    def held_series(self, labels, found):
        of_series = [entry for entry in self.past if entry.labels == labels]
        instants = {}
        for at in {min(entry.at, self.clock.now) for entry in of_series}:
            then = [entry for entry in of_series if min(entry.at, self.clock.now) == at]
            instants[at] = self.one(self.samples(then)[labels]).truth
        ats = [entry.at for entry in self.current if entry.labels == labels]
        current = self.clock.now if None in ats else max(ats)
        return self.held(found, instants, current)

    def held_together(self, found):
        everybody = {entry.labels for entry in self.past + self.current}
        gap = self.declared.max_gap or self.atom.hold
        instants = {}
        clipped = lambda entry: min(entry.at, self.clock.now)
        for at in {clipped(entry) for entry in self.past}:
            known_then = []
            for labels in everybody:
                before = [entry for entry in self.past if entry.labels == labels and clipped(entry) <= at]
                if before:
                    last = max(map(clipped, before))
                    if at - last <= gap:
                        known_then += [entry for entry in before if clipped(entry) == last]
            samples = self.samples(known_then)
            instants[at] = self.together(samples).truth if samples.keys() == everybody else None
        ats = [entry.at for entry in self.current]
        current = self.clock.now if None in ats else max(ats)
        return self.held(found, instants, current)

    def lacks(self, samples):
        wanted = [labels for labels in self.declared.series if self.selects(labels)]
        too_few = not self.atom.matchers and len(samples) < self.declared.min_series
        return too_few or any(labels not in samples for labels in wanted)

    def found(self):
        samples = self.samples(self.current)
        found = self.found_in(samples)
        if not self.lacks(samples):
            return found
        if found.truth is True and self.atom.function in (None, "any"):
            return found
        if found.truth is None and CAUSES.index(found.cause) < CAUSES.index("missing-series"):
            return found
        return unknown("missing-series")

    def found_in(self, samples):
        function = self.atom.function
        if not samples:
            return unknown("no-value")
        if function in (None, "any", "all"):
            if function is None and len(samples) > 1:
                causes = [value for value, _ in samples.values() if isinstance(value, str)]
                return unknown(worst(causes + ["ambiguous-series"]))
            each = {labels: self.one(sample) for labels, sample in samples.items()}
            if self.atom.hold:
                each = {labels: self.held_series(labels, found) for labels, found in each.items()}
            return joined("and" if function == "all" else "or", list(each.values()))
        found = self.together(samples)
        return self.held_together(found) if self.atom.hold else found


def combined(function, values):
    """The value of all series together, or a cause."""
    if function == "count":
        broken = [value for value in values if value in ("future-value", "duplicate-series")]
        return worst(broken) if broken else Value("count", Fraction(len(values)), bare=True)
    causes = [value for value in values if isinstance(value, str)]
    if causes:
        return worst(causes)
    first = values[0]
    if any(value.kind != first.kind for value in values):
        return "unit-mismatch"
    if function in ("min", "max"):
        key = (lambda value: with_zeros(value.number)) if first.kind == "version" else (lambda value: value.number)
        return (min if function == "min" else max)(values, key=key)
    if first.kind in NOT_NUMBERS:
        return "unit-mismatch"
    total = sum(value.number for value in values)
    return Value(first.kind, total / len(values) if function == "avg" else total, first.bare)


# What becomes of an amount in each unit of time.
RATES = {"count": "rate", "bytes": "bytes by the second", "money": "spending", "engineers": "engineers by the second"}


def divided(above, below, is_share):
    """A value, or a cause. Time counts milliseconds, a rate is one by the second."""
    causes = [side for side in (above, below) if isinstance(side, str)]
    if causes:
        return worst(causes)
    kinds = (above.kind, below.kind)
    if not set(NOT_NUMBERS).isdisjoint(kinds):
        return "unit-mismatch"
    if above.kind == below.kind:
        kind, factor = ("share" if is_share else "count"), 1
    elif below.kind == "count":
        kind, factor = above.kind, 1
    elif below.kind == "time" and above.kind in RATES:
        kind, factor = RATES[above.kind], 1000
    elif RATES.get(above.kind) == below.kind:
        kind, factor = "time", 1000
    elif RATES.get(below.kind) == above.kind:
        kind, factor = "rate", 1
    elif below.kind == "rate" and above.kind in RATES.values():
        kind, factor = next(whole for whole, rate in RATES.items() if rate == above.kind), 1
    else:
        return "unit-mismatch"
    if below.number == 0:
        return "division-by-zero"
    return Value(kind, factor * above.number / below.number, kind == "count")


def compared(value, stale, condition):
    """A computed value against the threshold of `condition`."""
    if isinstance(value, str):
        return unknown(value)
    threshold = parsed(condition.threshold)
    order = compare(value, threshold)
    if isinstance(order, str):
        return unknown(order)
    if holds(condition.operator, order):
        return Found(True, stale=stale)
    return Found(False, is_near(value.kind, value.number, condition.operator, threshold.number), stale)


QUANTIFIERS = ("any", "all")


class Side:
    """One side of a quotient: its series, or the only one where a function combines them."""

    def __init__(self, atom, metric, clock):
        self.judge = Judge(atom, metric, clock)
        self.function = atom.function
        samples = self.judge.samples(self.judge.current)
        self.lacks = "no-value" if not samples else "missing-series" if self.judge.lacks(samples) else None
        self.series = samples
        if samples and self.function and self.function not in QUANTIFIERS:
            values = [value for value, _ in samples.values()]
            self.series = {(): (combined(self.function, values), any(stale for _, stale in samples.values()))}

    def ambiguous(self):
        return self.function is None and len(self.series) > 1


def in_spite_of(found, lacks, functions):
    """`found`, unless what is missing could change it."""
    combines = any(function and function not in QUANTIFIERS for function in functions)
    if lacks is None or found.truth is True and not combines and "all" not in functions:
        return found
    if found.truth is None and CAUSES.index(found.cause) < CAUSES.index(lacks):
        return found
    return unknown(lacks)


def quotient(condition, metrics, clock):
    sides = [Side(atom, metrics[atom.metric], clock) for atom in (condition.above, condition.below)]
    above, below = sides
    functions = [side.function for side in sides]
    asked = [side.function in QUANTIFIERS for side in sides]
    lacks = above.lacks or below.lacks
    if not lacks and all(asked) and above.series.keys() != below.series.keys():
        lacks = "missing-series"
    if not above.series or not below.series:
        return in_spite_of(unknown("no-value"), lacks, functions)
    if any(side.ambiguous() for side in sides):
        causes = [value for side in sides for value, _ in side.series.values() if isinstance(value, str)]
        return in_spite_of(unknown(worst(causes + ["ambiguous-series"])), lacks, functions)
    if all(asked):
        pairs = [(above.series[labels], below.series[labels]) for labels in above.series if labels in below.series]
    else:
        pairs = [(one, other) for one in above.series.values() for other in below.series.values()]
    is_share = parsed(condition.threshold).kind == "share"
    each = [compared(divided(one, other, is_share), stale or too, condition) for (one, stale), (other, too) in pairs]
    if not each:
        return in_spite_of(unknown("no-value"), lacks, functions)
    return in_spite_of(joined("and" if "all" in functions else "or", each) if any(asked) else each[0], lacks, functions)


def change(condition, metrics, clock):
    atom = condition.of
    judge = Judge(atom, metrics[atom.metric], clock)
    samples = judge.samples(judge.current)
    function, gap = atom.function, judge.declared.max_gap or condition.over
    if not samples:
        return unknown("no-value")
    lacks = "missing-series" if judge.lacks(samples) else None
    if function is None and len(samples) > 1:
        causes = [value for value, _ in samples.values() if isinstance(value, str)]
        return in_spite_of(unknown(worst(causes + ["ambiguous-series"])), lacks, [function])
    entries = judge.past + [entry for entry in judge.current if entry.at]
    history = {}
    for labels in {entry.labels for entry in entries}:
        of_series = [entry for entry in entries if entry.labels == labels]
        history[labels] = {at: judge.samples([entry for entry in of_series if entry.at == at])[labels][0] for at in {entry.at for entry in of_series}}
    latest = lambda labels: None if any(entry.at is None for entry in judge.current if entry.labels == labels) else max(
        entry.at for entry in judge.current if entry.labels == labels)
    ats = {labels: latest(labels) for labels in samples}
    if function in (None, *QUANTIFIERS):
        series = {labels: (value, stale, ats[labels], history.get(labels, {})) for labels, (value, stale) in samples.items()}
    else:
        together = {}
        for at in {at for past in history.values() for at in past}:
            then = []
            for past in history.values():
                before = [time for time in past if time <= at]
                then.append(past[max(before)] if before and at - max(before) <= gap else None)
            if None not in then:
                together[at] = combined(function, then)
        times = [at for at in ats.values() if at]
        value = combined(function, [value for value, _ in samples.values()])
        stale = any(stale for _, stale in samples.values())
        series = {(): (value, stale, min(times) if times else None, together)}
    each = [compared(changed(value, at or clock.now, past, condition.over, gap), stale, condition)
            for value, stale, at, past in series.values()]
    found = joined("and" if function == "all" else "or", each) if function in QUANTIFIERS else each[0]
    return in_spite_of(found, lacks, [function])


def changed(now, end, past, over, gap):
    """(now - then) / then as a share, or a cause."""
    if isinstance(now, str):
        return now
    start = end - over
    before = [at for at in past if at <= start]
    if not before:
        return "insufficient-history"
    inside = sorted(at for at in past if max(before) <= at <= end) + [end]
    if any(later - earlier > gap for earlier, later in zip(inside, inside[1:])):
        return "insufficient-history"
    then = past[max(before)]
    if isinstance(then, str):
        return then
    if now.kind != then.kind or now.kind in NOT_NUMBERS:
        return "unit-mismatch"
    return Value("share", (now.number - then.number) / then.number) if then.number > 0 else "division-by-zero"


def known(metric, clock):
    """The values of now, those of before, and the labels of series that were observed only, though there is a source."""
    current, past = newest(metric.observed, keep=True)
    sets = []
    if metric.source is not None:
        now, before = newest(metric.source)
        # A source is asked now.
        sets.append(([Entry(entry.labels, entry.text, entry.at or clock.now) for entry in now], before))
    sets += [newest(entries) for entries in metric.supplied]
    for now, before in sets:
        replaced = {entry.labels for entry in now}
        past = later_wins(past, [entry for entry in current if entry.labels in replaced and entry.at])
        past = later_wins(past, before)
        current = [entry for entry in current if entry.labels not in replaced] + now
    return current, past, set()


def later_wins(past, later):
    said = {(entry.labels, entry.at) for entry in later}
    return [entry for entry in past if (entry.labels, entry.at) not in said] + later


def newest(entries, keep=False):
    """Of each series that has times, the newest values, and those before; `keep` has the newest among those too."""
    current, past = [], []
    for labels in {entry.labels for entry in entries}:
        series = [entry for entry in entries if entry.labels == labels]
        if any(entry.at is None for entry in series):
            current += series
            continue
        last = max(entry.at for entry in series)
        current += [entry for entry in series if entry.at == last]
        past += [entry for entry in series if keep or entry.at != last]
    return current, past


def joined(joiner, parts):
    """Kleene's logic, with near and stale."""
    if joiner == "or":
        if any(part.truth is True for part in parts):
            return Found(True)
        causes = [part.cause for part in parts if part.truth is None]
        if causes:
            return unknown(worst(causes))
        return Found(False, any(part.near for part in parts), any(part.stale for part in parts))
    false = [part for part in parts if part.truth is False]
    if false:
        near = all(part.near or part.truth is True for part in parts)
        return Found(False, near, all(part.stale for part in false))
    causes = [part.cause for part in parts if part.truth is None]
    return unknown(worst(causes)) if causes else Found(True)


def find(condition, metrics, clock):
    if isinstance(condition, Joined):
        return joined(condition.joiner, [find(part, metrics, clock) for part in condition.parts])
    if isinstance(condition, Quotient):
        return quotient(condition, metrics, clock)
    if isinstance(condition, Change):
        return change(condition, metrics, clock)
    return Judge(condition, metrics[condition.metric], clock).found()


def state(condition, metrics, clock):
    """`fired`, `unknown CAUSE`, `stale`, `near` or `holding`."""
    found = find(condition, metrics, clock)
    if found.truth is None:
        return f"unknown {found.cause}"
    if found.truth:
        return "fired"
    return "stale" if found.stale else "near" if found.near else "holding"
