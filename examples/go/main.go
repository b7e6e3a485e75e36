// SPDX-License-Identifier: MIT OR Apache-2.0

// Command example has events judged by overt's rules, through WebAssembly.
package main

import (
	"context"
	"fmt"
	"os"
)

const rule = `
title: A shell is started
id: 5d2f7c1a-0000-4000-8000-000000000001
logsource: { category: process_creation }
detection:
  shell: { Image|endswith: [/sh, /bash] }
  condition: shell
response: block
`

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: go run . PATH/overt.compile.wasm PATH/overt.wasm")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, compiler, judge string) error {
	module, err := os.ReadFile(compiler)
	if err != nil {
		return err
	}
	image, err := Compile(ctx, module, "shell.yml", rule, "linux")
	if err != nil {
		return err
	}
	if module, err = os.ReadFile(judge); err != nil {
		return err
	}
	engine, err := NewEngine(ctx, module, image)
	if err != nil {
		return err
	}
	defer engine.Close(ctx)
	events := []map[string]string{
		{"file": "/usr/bin/git", "command_line": "git status"},
		{"file": "/bin/sh", "command_line": "sh -c id"},
	}
	for _, fields := range events {
		response, err := engine.Judge(ctx, "process.spawn", fields)
		if err != nil {
			return err
		}
		fmt.Printf("%-5s %s\n", response, fields["command_line"])
	}
	return nil
}
