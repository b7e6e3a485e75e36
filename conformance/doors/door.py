# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs conformance cases through overt.full.wasm in wasmtime: the same lines as door.c."""
import sys

from wasmtime import Instance, Module, Store

MALFORMED = 1 << 9


class Door:
    def __init__(self, path):
        self.store = Store()
        module = Module.from_file(self.store.engine, path)
        # The module imports nothing.
        self.exports = Instance(self.store, module, []).exports(self.store)
        self.memory = self.exports["memory"]
        self.evaluator = 0

    def call(self, name, *given):
        return self.exports[name](self.store, *given)

    def put(self, data):
        """Copies bytes into the module; it never gives them back: the process ends soon."""
        at = self.call("overt_alloc", len(data))
        self.memory.write(self.store, data, at & 0xFFFFFFFF)
        return at, len(data)

    def read(self, at, length):
        return bytes(self.memory.read(self.store, at & 0xFFFFFFFF, (at & 0xFFFFFFFF) + length))

    def word(self, at):
        return int.from_bytes(self.read(at, 4), "little")

    def show(self, what, handed):
        print(what, self.read(self.word(handed), self.word(handed + 4)).decode())
        self.call("overt_bytes_free", handed)

    def compile(self, products, yaml):
        rules = self.call("overt_rules_compile_text", *self.put(b"case.yml"), *self.put(yaml), *self.put(products))
        if self.evaluator:
            self.call("overt_evaluator_free", self.evaluator)
            self.evaluator = 0
        if self.call("overt_rules_count", rules) < 0:
            self.show("report", self.call("overt_rules_report", rules))
            return
        self.show("rules", self.call("overt_rules_list", rules))
        self.evaluator = self.call("overt_evaluator_new", rules)
        self.call("overt_rules_free", rules)

    def judge(self, frame):
        if not self.evaluator:
            print(f"answer {MALFORMED} 0 0")
            return
        at, length = self.put(frame)
        self.call("overt_evaluate_large", self.evaluator, at, length)
        self.call("overt_free", at, length)
        words = self.call("overt_evaluator_frame", self.evaluator)
        answer = [self.word(words), self.word(words + 4), self.word(words + 12)]
        while (rule := self.call("overt_answer_rule", self.evaluator, len(answer) - 3)) >= 0:
            answer.append(rule)
        print("answer", *answer)


door = Door(sys.argv[1])
for line in sys.stdin:
    match line.rstrip("\n").split(" "):
        case ["case", products, yaml]:
            door.compile(bytes.fromhex(products), bytes.fromhex(yaml))
        case ["time", microseconds]:
            door.call("overt_clock", int(microseconds))
        case ["event", frame]:
            door.judge(bytes.fromhex(frame))
        case _:
            sys.exit(1)
