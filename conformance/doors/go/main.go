// SPDX-License-Identifier: MIT OR Apache-2.0

// Command door runs conformance cases through overt.compile.wasm and overt.wasm in wazero: the same lines as door.c.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

var ctx = context.Background()

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return value
}

// loaded is an instance of a module.
type loaded struct {
	module api.Module
}

func (l loaded) call(name string, given ...uint64) uint64 {
	result := must(l.module.ExportedFunction(name).Call(ctx, given...))
	if len(result) == 0 {
		return 0
	}
	return result[0]
}

// put copies bytes into the module; it never gives them back: the process ends soon.
func (l loaded) put(bytes []byte) (at, length uint64) {
	length = uint64(len(bytes))
	at = l.call("overt_alloc", length)
	l.module.Memory().Write(uint32(at), bytes)
	return at, length
}

func (l loaded) word(at uint32) uint32 {
	value, _ := l.module.Memory().ReadUint32Le(at)
	return value
}

// take copies what the module hands over.
func (l loaded) take(handed uint64) []byte {
	data, _ := l.module.Memory().Read(l.word(uint32(handed)), l.word(uint32(handed)+4))
	copied := bytes.Clone(data)
	l.call("overt_bytes_free", handed)
	return copied
}

// door has one module that makes an image of the rules, and one that judges by it.
type door struct {
	compiler, engine loaded
	evaluator        uint64
}

func (d *door) compile(products, yaml []byte) {
	nameAt, nameLength := d.compiler.put([]byte("case.yml"))
	textAt, textLength := d.compiler.put(yaml)
	productsAt, productsLength := d.compiler.put(products)
	rules := d.compiler.call("overt_rules_compile_text", nameAt, nameLength, textAt, textLength, productsAt, productsLength)
	defer d.compiler.call("overt_rules_free", rules)
	if d.evaluator != 0 {
		d.engine.call("overt_evaluator_free", d.evaluator)
		d.evaluator = 0
	}
	if int32(d.compiler.call("overt_rules_count", rules)) < 0 {
		fmt.Printf("report %s\n", d.compiler.take(d.compiler.call("overt_rules_report", rules)))
		return
	}
	imageAt, imageLength := d.engine.put(d.compiler.take(d.compiler.call("overt_rules_build", rules)))
	made := d.engine.call("overt_rules_load", imageAt, imageLength)
	fmt.Printf("rules %s\n", d.engine.take(d.engine.call("overt_rules_list", made)))
	d.evaluator = d.engine.call("overt_evaluator_new", made)
	d.engine.call("overt_rules_free", made)
}

func (d *door) judge(frame []byte) {
	if d.evaluator == 0 {
		fmt.Printf("answer %d 0 0\n", 1<<9)
		return
	}
	at, length := d.engine.put(frame)
	d.engine.call("overt_evaluate_large", d.evaluator, at, length)
	d.engine.call("overt_free", at, length)
	words := uint32(d.engine.call("overt_evaluator_frame", d.evaluator))
	fmt.Printf("answer %d %d %d", d.engine.word(words), d.engine.word(words+4), d.engine.word(words+12))
	for place := uint64(0); ; place++ {
		rule := int32(d.engine.call("overt_answer_rule", d.evaluator, place))
		if rule < 0 {
			break
		}
		fmt.Printf(" %d", rule)
	}
	fmt.Println()
}

func main() {
	open := func(path string) loaded {
		return loaded{must(wazero.NewRuntime(ctx).Instantiate(ctx, must(os.ReadFile(path))))}
	}
	d := &door{compiler: open(os.Args[1]), engine: open(os.Args[2])}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) == 3 && words[0] == "case":
			d.compile(must(hex.DecodeString(words[1])), must(hex.DecodeString(words[2])))
		case len(words) == 2 && words[0] == "time":
			for _, one := range []loaded{d.compiler, d.engine} {
				one.call("overt_clock", uint64(must(strconv.ParseInt(words[1], 10, 64))))
			}
		case len(words) == 2 && words[0] == "event":
			d.judge(must(hex.DecodeString(words[1])))
		default:
			os.Exit(1)
		}
	}
}
