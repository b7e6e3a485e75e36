"""Writes rules (each a file), events (JSON lines) and what pySigma says of them (answers.json): main.py FOLDER SEED BATCHES RULES EVENTS."""
import json
import pathlib
import random
import sys

from generate import batch, written
from judge import compiled
from sigma.exceptions import SigmaError
from sigma.rule import SigmaRule


def judged(text, events):
    """The numbers of the events that a rule matches, or why pySigma refuses it."""
    try:
        rule = SigmaRule.from_yaml(text)
        trees = [condition.parsed for condition in rule.detection.parsed_condition]
    except SigmaError as error:
        return {"refused": f"{type(error).__name__}: {error}"}
    tests = [compiled(tree) for tree in trees]
    return {"matches": [at for at, event in enumerate(events) if any(test(event["fields"]) for test in tests)]}


def main():
    folder, (seed, batches, rules, events) = pathlib.Path(sys.argv[1]), map(int, sys.argv[2:])
    answers, source = {}, random.Random(seed)
    (folder / "rules").mkdir()
    with (folder / "events.jsonl").open("w", encoding="utf-8") as archive:
        for number in range(batches):
            made, judged_by = batch(source, number, rules, events)
            archive.writelines(json.dumps(one) + "\n" for one in judged_by)
            for rule in made:
                text = written(rule)
                (folder / "rules" / f"{rule['id']}.yml").write_text(text + "\n", encoding="utf-8")
                answers[rule["id"]] = judged(text, judged_by) | {"batch": number}
    (folder / "answers.json").write_text(json.dumps(answers), encoding="utf-8")


main()
