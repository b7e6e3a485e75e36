// SPDX-License-Identifier: MIT OR Apache-2.0

package main

import "context"

// Compile makes an image of rules (YAML) by overt.compile.wasm, which is closed again. The error is the report, which says where the problem is.
func Compile(ctx context.Context, wasm []byte, name, rules, products string) ([]byte, error) {
	compiler, err := open(ctx, wasm)
	if err != nil {
		return nil, err
	}
	defer compiler.Close(ctx)
	made, err := compiler.lend(ctx, "overt_rules_compile_text", nil, []byte(name), []byte(rules), []byte(products))
	if err != nil {
		return nil, err
	}
	if err := compiler.usable(ctx, made); err != nil {
		return nil, err
	}
	return compiler.take(ctx, "overt_rules_build", made)
}
