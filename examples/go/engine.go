// SPDX-License-Identifier: MIT OR Apache-2.0

package main

import (
	"context"
	"errors"
	"fmt"
	"sort"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// abiVersion is the interface that this file is written for (OVERT_ABI_VERSION).
const abiVersion = 1

var responses = [...]string{"none", "log", "alert", "block", "kill"}

// Engine is one instance of overt.full.wasm. It belongs to one goroutine at a time.
type Engine struct {
	runtime   wazero.Runtime
	module    api.Module
	rules     uint64
	evaluator uint64
}

// NewEngine compiles and instantiates the module. It has no imports, so there is nothing to grant.
func NewEngine(ctx context.Context, wasm []byte) (*Engine, error) {
	runtime := wazero.NewRuntime(ctx)
	module, err := runtime.Instantiate(ctx, wasm)
	if err != nil {
		return nil, err
	}
	engine := &Engine{runtime: runtime, module: module}
	version, err := engine.call(ctx, "overt_abi_version")
	if err != nil {
		return nil, err
	}
	if version != abiVersion {
		return nil, fmt.Errorf("overt.full.wasm has interface %d, and %d is needed", version, abiVersion)
	}
	return engine, nil
}

// Close gives the instance and its memory back.
func (e *Engine) Close(ctx context.Context) error { return e.runtime.Close(ctx) }

// Compile puts rules (YAML) in force. The error is the report, which says where the problem is.
func (e *Engine) Compile(ctx context.Context, name, rules, products string) error {
	made, err := e.withTexts(ctx, "overt_rules_compile_text", nil, name, rules, products)
	if err != nil {
		return err
	}
	count, err := e.call(ctx, "overt_rules_count", made)
	if err != nil {
		return err
	}
	if int32(count) < 0 {
		report, err := e.take(ctx, "overt_rules_report", made)
		if err != nil {
			return err
		}
		return errors.New(report)
	}
	e.rules = made
	e.evaluator, err = e.call(ctx, "overt_evaluator_new", made)
	return err
}

// Judge answers what the rules ask for: none, log, alert, block or kill. Fields go by the schema's names.
func (e *Engine) Judge(ctx context.Context, event string, fields map[string]string) (string, error) {
	id, err := e.withTexts(ctx, "overt_event_id", nil, event)
	if err != nil {
		return "", err
	}
	if _, err := e.call(ctx, "overt_event_begin", e.evaluator, id); err != nil {
		return "", err
	}
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		field, err := e.withTexts(ctx, "overt_field_id", []uint64{id}, name)
		if err != nil {
			return "", err
		}
		if int32(field) < 0 {
			return "", fmt.Errorf("the event `%s` has no field `%s`", event, name)
		}
		if _, err := e.withTexts(ctx, "overt_event_text", []uint64{e.evaluator, field}, fields[name]); err != nil {
			return "", err
		}
	}
	answer, err := e.call(ctx, "overt_event_evaluate", e.evaluator)
	if err != nil {
		return "", err
	}
	if answer&(1<<9) != 0 {
		return "", fmt.Errorf("the event `%s` could not be judged", event)
	}
	return responses[answer&0xff], nil
}

func (e *Engine) call(ctx context.Context, name string, given ...uint64) (uint64, error) {
	result, err := e.module.ExportedFunction(name).Call(ctx, given...)
	if err != nil || len(result) == 0 {
		return 0, err
	}
	return result[0], nil
}

// withTexts calls a function with some numbers, and then each text as address and length.
func (e *Engine) withTexts(ctx context.Context, name string, before []uint64, texts ...string) (uint64, error) {
	given := append([]uint64{}, before...)
	for _, text := range texts {
		length := uint64(len(text))
		at, err := e.call(ctx, "overt_alloc", length)
		if err != nil {
			return 0, err
		}
		if length > 0 && !e.module.Memory().WriteString(uint32(at), text) {
			return 0, errors.New("the engine has no memory left")
		}
		defer e.call(ctx, "overt_free", at, length)
		given = append(given, at, length)
	}
	return e.call(ctx, name, given...)
}

// take copies what a function hands over, and gives it back.
func (e *Engine) take(ctx context.Context, name string, handle uint64) (string, error) {
	handed, err := e.call(ctx, name, handle)
	if err != nil || handed == 0 {
		return "", err
	}
	data, _ := e.module.Memory().ReadUint32Le(uint32(handed))
	length, _ := e.module.Memory().ReadUint32Le(uint32(handed) + 4)
	text, _ := e.module.Memory().Read(data, length)
	copied := string(text)
	_, err = e.call(ctx, "overt_bytes_free", handed)
	return copied, err
}
