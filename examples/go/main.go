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
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run . PATH/overt.full.wasm")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, path string) error {
	module, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	engine, err := NewEngine(ctx, module)
	if err != nil {
		return err
	}
	defer engine.Close(ctx)
	if err := engine.Compile(ctx, "shell.yml", rule, "linux"); err != nil {
		return err
	}
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
