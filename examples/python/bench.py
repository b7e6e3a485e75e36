"""What an audit event costs: nanoseconds, the least of all rounds. Hooks cannot be removed, so each kind has a process of its own; the processes take turns."""

import json
import subprocess
import sys
import time

TURNS, ROUNDS, CALLS = 7, 30, 20_000
KINDS = ('none', 'empty C hook', 'overt', 'Python hook', 'Python hook that formats')
EVENTS = {'unwanted': ('bench.unwanted', 'x'), 'wanted': ('open', '/etc/hostname', 'r', 0)}


def measure(event, *args):
    audit, least = sys.audit, float('inf')
    for _ in range(ROUNDS):
        start = time.perf_counter_ns()
        for _ in range(CALLS):
            audit(event, *args)
        least = min(least, (time.perf_counter_ns() - start) / CALLS)
    return least


def refused():
    """Whether a shell is refused, as the rules say."""
    try:
        sys.audit('subprocess.Popen', '/bin/sh', ['sh', '-c', 'id'], None, None)
    except RuntimeError:
        return True
    return False


def one(kind):
    import overt_audit
    formatted = []
    if kind == 'empty C hook':
        overt_audit.add_empty_hook()
    elif kind == 'overt':
        overt_audit.start('rules.yml', open('rules.yml').read())
    elif kind == 'Python hook':
        sys.addaudithook(lambda event, args: None)
    elif kind == 'Python hook that formats':
        sys.addaudithook(lambda event, args: formatted.append(1) if f'{event} {args}'.endswith('/etc/shadow') else None)
    assert refused() == (kind == 'overt'), kind
    times = {name: measure(*event) for name, event in EVENTS.items()}
    assert refused() == (kind == 'overt') and not formatted, kind
    print(json.dumps(times))


if len(sys.argv) > 1:
    one(sys.argv[1])
else:
    least = {kind: dict.fromkeys(EVENTS, float('inf')) for kind in KINDS}
    for _ in range(TURNS):
        for kind in KINDS:
            said = json.loads(subprocess.run([sys.executable, __file__, kind], capture_output=True, text=True, check=True).stdout)
            least[kind] = {name: min(least[kind][name], said[name]) for name in EVENTS}
    print(f'{"ns an event":26}{"unwanted":>10}{"wanted":>10}')
    for kind in KINDS:
        print(f'{kind:26}{least[kind]["unwanted"]:>10.0f}{least[kind]["wanted"]:>10.0f}')
    print(f'unwanted: {least["overt"]["unwanted"] / least["empty C hook"]["unwanted"]:.2f} of the empty C hook')
    print(f'wanted: {least["overt"]["wanted"] / least["Python hook that formats"]["wanted"]:.2f} of the Python hook that formats its arguments')
