// SPDX-License-Identifier: MIT OR Apache-2.0

// Command door runs conformance cases through overt.full.wasm in wazero: the same lines as door.c.
package main

import (
	"bufio"
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

type door struct {
	module    api.Module
	evaluator uint64
}

func (d *door) call(name string, given ...uint64) uint64 {
	result := must(d.module.ExportedFunction(name).Call(ctx, given...))
	if len(result) == 0 {
		return 0
	}
	return result[0]
}

// put copies bytes into the module; it never gives them back: the process ends soon.
func (d *door) put(bytes []byte) (at, length uint64) {
	length = uint64(len(bytes))
	at = d.call("overt_alloc", length)
	d.module.Memory().Write(uint32(at), bytes)
	return at, length
}

func (d *door) word(at uint32) uint32 {
	value, _ := d.module.Memory().ReadUint32Le(at)
	return value
}

func (d *door) show(what string, handed uint64) {
	text, _ := d.module.Memory().Read(d.word(uint32(handed)), d.word(uint32(handed)+4))
	fmt.Printf("%s %s\n", what, text)
	d.call("overt_bytes_free", handed)
}

func (d *door) compile(products, yaml []byte) {
	nameAt, nameLength := d.put([]byte("case.yml"))
	textAt, textLength := d.put(yaml)
	productsAt, productsLength := d.put(products)
	rules := d.call("overt_rules_compile_text", nameAt, nameLength, textAt, textLength, productsAt, productsLength)
	if d.evaluator != 0 {
		d.call("overt_evaluator_free", d.evaluator)
		d.evaluator = 0
	}
	if int32(d.call("overt_rules_count", rules)) < 0 {
		d.show("report", d.call("overt_rules_report", rules))
		return
	}
	d.show("rules", d.call("overt_rules_list", rules))
	d.evaluator = d.call("overt_evaluator_new", rules)
	d.call("overt_rules_free", rules)
}

func (d *door) judge(frame []byte) {
	if d.evaluator == 0 {
		fmt.Printf("answer %d 0 0\n", 1<<9)
		return
	}
	at, length := d.put(frame)
	d.call("overt_evaluate_large", d.evaluator, at, length)
	d.call("overt_free", at, length)
	words := uint32(d.call("overt_evaluator_frame", d.evaluator))
	fmt.Printf("answer %d %d %d", d.word(words), d.word(words+4), d.word(words+12))
	for place := uint64(0); ; place++ {
		rule := int32(d.call("overt_answer_rule", d.evaluator, place))
		if rule < 0 {
			break
		}
		fmt.Printf(" %d", rule)
	}
	fmt.Println()
}

func main() {
	runtime := wazero.NewRuntime(ctx)
	d := &door{module: must(runtime.Instantiate(ctx, must(os.ReadFile(os.Args[1]))))}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<26)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) == 3 && words[0] == "case":
			d.compile(must(hex.DecodeString(words[1])), must(hex.DecodeString(words[2])))
		case len(words) == 2 && words[0] == "time":
			d.call("overt_clock", uint64(must(strconv.ParseInt(words[1], 10, 64))))
		case len(words) == 2 && words[0] == "event":
			d.judge(must(hex.DecodeString(words[1])))
		default:
			os.Exit(1)
		}
	}
}
