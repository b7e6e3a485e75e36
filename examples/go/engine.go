// SPDX-License-Identifier: MIT OR Apache-2.0

package main

import (
	"context"
	"fmt"
	"sort"
)

var responses = [...]string{"none", "log", "alert", "block", "kill"}

// Engine judges by the rules of an image: one instance of overt.wasm. It belongs to one goroutine at a time.
type Engine struct {
	*instance
	evaluator uint64
}

// NewEngine loads an image, which Compile made, or `overt rules build`.
func NewEngine(ctx context.Context, wasm, image []byte) (*Engine, error) {
	engine, err := open(ctx, wasm)
	if err != nil {
		return nil, err
	}
	rules, err := engine.lend(ctx, "overt_rules_load", nil, image)
	if err != nil {
		return nil, err
	}
	if err := engine.usable(ctx, rules); err != nil {
		return nil, err
	}
	evaluator, err := engine.call(ctx, "overt_evaluator_new", rules)
	if err != nil {
		return nil, err
	}
	// The evaluator keeps the rules.
	_, err = engine.call(ctx, "overt_rules_free", rules)
	return &Engine{instance: engine, evaluator: evaluator}, err
}

// Judge answers what the rules ask for: none, log, alert, block or kill. Fields go by the schema's names.
func (e *Engine) Judge(ctx context.Context, event string, fields map[string]string) (string, error) {
	id, err := e.lend(ctx, "overt_event_id", nil, []byte(event))
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
		field, err := e.lend(ctx, "overt_field_id", []uint64{id}, []byte(name))
		if err != nil {
			return "", err
		}
		if int32(field) < 0 {
			return "", fmt.Errorf("the event `%s` has no field `%s`", event, name)
		}
		if _, err := e.lend(ctx, "overt_event_text", []uint64{e.evaluator, field}, []byte(fields[name])); err != nil {
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
