"""CPython's audit events judged by overt's rules (PEP 578 comes home)."""

import pathlib
import subprocess

import overt_audit

rules = pathlib.Path(__file__).with_name('rules.yml')
print(overt_audit.start(rules.name, rules.read_text()), 'rules in force', flush=True)

print(subprocess.run(['/bin/echo', 'a program that no rule minds'], capture_output=True, text=True).stdout, end='', flush=True)
try:
    subprocess.run(['/bin/sh', '-c', 'echo this does not run'])
except RuntimeError as error:
    print('refused:', error, flush=True)

# An alert is said on standard error, and the operation goes on: there is no such file.
try:
    open('/nowhere/.ssh/id_ed25519')
except FileNotFoundError:
    print('opening went on, and there is no such file')

try:
    overt_audit.start('again', rules.read_text())
except RuntimeError as error:
    print('once only:', error)
