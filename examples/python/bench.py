"""What an audit event costs: nanoseconds, median of rounds; one process for each kind of hook, since hooks cannot be removed."""

import statistics
import subprocess
import sys
import time

ROUNDS, CALLS = 30, 20_000
KINDS = ('none', 'empty C hook', 'overt', 'Python hook', 'Python hook that formats')


def measure(event, *args):
    audit, rounds = sys.audit, []
    for _ in range(ROUNDS):
        start = time.perf_counter_ns()
        for _ in range(CALLS):
            audit(event, *args)
        rounds.append((time.perf_counter_ns() - start) / CALLS)
    return statistics.median(rounds)


def one(kind):
    import overt_audit
    if kind == 'empty C hook':
        overt_audit.add_empty_hook()
    elif kind == 'overt':
        overt_audit.start('rules.yml', open('rules.yml').read())
    elif kind == 'Python hook':
        sys.addaudithook(lambda event, args: None)
    elif kind == 'Python hook that formats':
        sys.addaudithook(lambda event, args: f'{event} {args}'.endswith('/sh') and None)
    print(measure('bench.unwanted', 'x'), measure('open', '/etc/hostname', 'r', 0))


if len(sys.argv) > 1:
    one(sys.argv[1])
else:
    print(f'{"ns an event":26}{"unwanted":>10}{"wanted":>10}')
    for kind in KINDS:
        unwanted, wanted = subprocess.run([sys.executable, __file__, kind], capture_output=True, text=True, check=True).stdout.split()
        print(f'{kind:26}{float(unwanted):>10.0f}{float(wanted):>10.0f}')
