"""What the Python client of Prometheus exports, held against the verdicts of `adr check`, in both of its formats."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, exposition
from prometheus_client.openmetrics import exposition as openmetrics

SETTINGS = """
[metrics."db.size"]
unit = "GB"
[metrics."lat.mean"]
unit = "ms"
[metrics."jobs.done"]
unit = "count"
"""

# Condition, state, cause.
VERDICTS = [
    ("team.size > 20", "fired", None),
    ('any(queue.length{the.team="billing \\"x\\""}) > 20', "fired", None),
    ('any(queue.length{the.team="orders"}) > 20', "holding", None),
    ("load > 0.3", "fired", None),
    ("broken > 1", "unknown", "non-finite"),
    ("jobs.done > 2", "unknown", "no-value"),
    ("lat_seconds_sum > 100ms", "fired", None),
    ("lat_seconds_count >= 1", "fired", None),
]


def registry():
    made = CollectorRegistry()
    Gauge("team.size", "people", registry=made).set(21)
    queue = Gauge("queue.length", "jobs that wait", ["the.team"], registry=made)
    queue.labels('billing "x"').set(21)
    queue.labels("orders").set(3)
    Gauge("load", "how busy", registry=made).set(0.1 + 0.2)
    Gauge("broken", "never measured", registry=made).set(float("nan"))
    Counter("jobs.done", "jobs", registry=made).inc(3)
    Histogram("lat_seconds", "latency", registry=made).observe(0.5, exemplar={"trace": "x"})
    return made


def log(root):
    folder = root / "docs/adr"
    folder.mkdir(parents=True)
    (folder / "adr.toml").write_text(SETTINGS)
    triggers = "".join(f"[[revisit]]\nwhen = '{when}'\n" for when, _, _ in VERDICTS)
    record = f'```toml\nstatus = "accepted"\ndate = 2026-01-01\ndeciders = ["mara"]\n{triggers}```\n\n# It\n'
    (folder / "0001-it.md").write_text(record)


def main():
    wrong = []
    formats = {
        "text": exposition.generate_latest(registry(), "allow-utf-8"),
        "openmetrics": openmetrics.generate_latest(registry(), "allow-utf-8"),
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        log(root)
        for name, text in formats.items():
            command = [os.environ["ADR"], "check", "--metrics", "-", "--metrics-format", "prometheus", "--format", "json"]
            done = subprocess.run(command, cwd=root, input=text, capture_output=True)
            if not done.stdout:
                sys.exit(done.stderr.decode())
            triggers = json.loads(done.stdout)["decisions"][0]["triggers"]
            for (when, state, cause), found in zip(VERDICTS, triggers, strict=True):
                if (found["state"], found["cause"]) != (state, cause):
                    wrong.append(f"{name}: {when}: {found['state']} {found['cause']}")
            if b"nothing supplies `jobs.done`, but there is a value for `jobs.done_total`" not in done.stderr:
                wrong.append(f"{name}: no note on jobs.done_total: {done.stderr.decode()}")
    for line in wrong:
        print(line)
    checks = len(formats) * (len(VERDICTS) + 1)
    print(f"{checks - len(wrong)} passed, {len(wrong)} failed")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
