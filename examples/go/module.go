// SPDX-License-Identifier: MIT OR Apache-2.0

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// abiVersion is the interface that this program is written for (OVERT_ABI_VERSION).
const abiVersion = 1

// instance is one instance of a module of overt's. It belongs to one goroutine at a time.
type instance struct {
	runtime wazero.Runtime
	module  api.Module
}

// open compiles and instantiates a module. It has no imports, so there is nothing to grant.
func open(ctx context.Context, wasm []byte) (*instance, error) {
	runtime := wazero.NewRuntime(ctx)
	module, err := runtime.Instantiate(ctx, wasm)
	if err != nil {
		return nil, err
	}
	opened := &instance{runtime: runtime, module: module}
	version, err := opened.call(ctx, "overt_abi_version")
	if err != nil {
		return nil, err
	}
	if version != abiVersion {
		return nil, fmt.Errorf("the module has interface %d, and %d is needed", version, abiVersion)
	}
	return opened, nil
}

// Close gives the instance and its memory back.
func (i *instance) Close(ctx context.Context) error { return i.runtime.Close(ctx) }

func (i *instance) call(ctx context.Context, name string, given ...uint64) (uint64, error) {
	result, err := i.module.ExportedFunction(name).Call(ctx, given...)
	if err != nil || len(result) == 0 {
		return 0, err
	}
	return result[0], nil
}

// lend calls a function with some numbers, and then each text as address and length.
func (i *instance) lend(ctx context.Context, name string, before []uint64, texts ...[]byte) (uint64, error) {
	given := append([]uint64{}, before...)
	for _, text := range texts {
		length := uint64(len(text))
		at, err := i.call(ctx, "overt_alloc", length)
		if err != nil {
			return 0, err
		}
		if length > 0 && !i.module.Memory().Write(uint32(at), text) {
			return 0, errors.New("the module has no memory left")
		}
		defer i.call(ctx, "overt_free", at, length)
		given = append(given, at, length)
	}
	return i.call(ctx, name, given...)
}

// usable answers the report, which says where the problem is, if rules cannot be used.
func (i *instance) usable(ctx context.Context, rules uint64) error {
	count, err := i.call(ctx, "overt_rules_count", rules)
	if err != nil || int32(count) >= 0 {
		return err
	}
	report, err := i.take(ctx, "overt_rules_report", rules)
	if err != nil {
		return err
	}
	return errors.New(string(report))
}

// take copies what a function hands over, and gives it back.
func (i *instance) take(ctx context.Context, name string, handle uint64) ([]byte, error) {
	handed, err := i.call(ctx, name, handle)
	if err != nil || handed == 0 {
		return nil, err
	}
	data, _ := i.module.Memory().ReadUint32Le(uint32(handed))
	length, _ := i.module.Memory().ReadUint32Le(uint32(handed) + 4)
	text, _ := i.module.Memory().Read(data, length)
	copied := bytes.Clone(text)
	_, err = i.call(ctx, "overt_bytes_free", handed)
	return copied, err
}
