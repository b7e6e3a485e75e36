// SPDX-License-Identifier: MIT OR Apache-2.0
import java.io.File;
import java.util.List;
import java.util.Map;

/** Has events judged by overt's rules, through WebAssembly. */
public final class Example {
  private static final String RULE = """
      title: A shell is started
      id: 5d2f7c1a-0000-4000-8000-000000000001
      logsource: { category: process_creation }
      detection:
        shell: { Image|endswith: [/sh, /bash] }
        condition: shell
      response: block
      """;

  public static void main(String[] arguments) {
    byte[] image = Compiler.compile(new File(arguments[0]), "shell.yml", RULE, "linux");
    Engine engine = new Engine(new File(arguments[1]), image);
    List<Map<String, String>> events = List.of(
        Map.of("file", "/usr/bin/git", "command_line", "git status"),
        Map.of("file", "/bin/sh", "command_line", "sh -c id"));
    for (Map<String, String> fields : events) {
      System.out.printf("%-5s %s%n", engine.judge("process.spawn", fields), fields.get("command_line"));
    }
  }
}
