// SPDX-License-Identifier: MIT OR Apache-2.0
import java.io.File;
import java.nio.charset.StandardCharsets;

/** Makes images of rules. */
final class Compiler {
  private Compiler() {}

  /**
   * The image of rules (YAML), by overt.compile.wasm, which is forgotten afterwards.
   *
   * @throws IllegalArgumentException with the report, which says where the problem is
   */
  static byte[] compile(File module, String name, String rules, String products) {
    Loaded compiler = new Loaded(module);
    long made = compiler.lend("overt_rules_compile_text", new long[0], bytes(name), bytes(rules), bytes(products));
    compiler.requireUsable(made);
    return compiler.take("overt_rules_build", made);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
