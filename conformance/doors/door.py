# SPDX-License-Identifier: MIT OR Apache-2.0
"""Runs conformance cases through overt.compile.wasm and overt.wasm in wasmtime: the same lines as door.c."""
import sys

from wasmtime import Instance, Module, Store

MALFORMED = 1 << 9


class Loaded:
    """An instance of a module, which imports nothing."""

    def __init__(self, path):
        self.store = Store()
        self.exports = Instance(self.store, Module.from_file(self.store.engine, path), []).exports(self.store)
        self.memory = self.exports["memory"]

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

    def take(self, handed):
        """What the module hands over."""
        data = self.read(self.word(handed), self.word(handed + 4))
        self.call("overt_bytes_free", handed)
        return data


class Door:
    """One module makes an image of the rules, and the other judges by it."""

    def __init__(self, compiler, engine):
        self.compiler = Loaded(compiler)
        self.engine = Loaded(engine)
        self.evaluator = 0

    def compile(self, products, yaml):
        compiler, engine = self.compiler, self.engine
        rules = compiler.call("overt_rules_compile_text", *compiler.put(b"case.yml"), *compiler.put(yaml), *compiler.put(products))
        if self.evaluator:
            engine.call("overt_evaluator_free", self.evaluator)
            self.evaluator = 0
        if compiler.call("overt_rules_count", rules) < 0:
            print("report", compiler.take(compiler.call("overt_rules_report", rules)).decode())
        else:
            image = compiler.take(compiler.call("overt_rules_build", rules))
            loaded = engine.call("overt_rules_load", *engine.put(image))
            print("rules", engine.take(engine.call("overt_rules_list", loaded)).decode())
            self.evaluator = engine.call("overt_evaluator_new", loaded)
            engine.call("overt_rules_free", loaded)
        compiler.call("overt_rules_free", rules)

    def judge(self, frame):
        if not self.evaluator:
            print(f"answer {MALFORMED} 0 0")
            return
        engine = self.engine
        at, length = engine.put(frame)
        engine.call("overt_evaluate_large", self.evaluator, at, length)
        engine.call("overt_free", at, length)
        words = engine.call("overt_evaluator_frame", self.evaluator)
        answer = [engine.word(words), engine.word(words + 4), engine.word(words + 12)]
        while (rule := engine.call("overt_answer_rule", self.evaluator, len(answer) - 3)) >= 0:
            answer.append(rule)
        print("answer", *answer)


door = Door(*sys.argv[1:])
for line in sys.stdin:
    match line.rstrip("\n").split(" "):
        case ["case", products, yaml]:
            door.compile(bytes.fromhex(products), bytes.fromhex(yaml))
        case ["time", microseconds]:
            for module in (door.compiler, door.engine):
                module.call("overt_clock", int(microseconds))
        case ["event", frame]:
            door.judge(bytes.fromhex(frame))
        case _:
            sys.exit(1)
