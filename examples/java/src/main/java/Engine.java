// SPDX-License-Identifier: MIT OR Apache-2.0
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Judges by the rules of an image: one instance of overt.scalar.wasm. It belongs to one thread at a time. */
final class Engine {
  private static final String[] RESPONSES = {"none", "log", "alert", "block", "kill"};
  private static final long MALFORMED = 1 << 9;

  private final Loaded module;
  private final long evaluator;

  /**
   * Loads an image, which {@link Compiler#compile} made, or `overt rules build`.
   *
   * @throws IllegalArgumentException if it cannot be used, and why
   */
  Engine(File file, byte[] image) {
    module = new Loaded(file);
    long rules = module.lend("overt_rules_load", new long[0], image);
    module.requireUsable(rules);
    evaluator = module.call("overt_evaluator_new", rules);
    module.call("overt_rules_free", rules);
  }

  /** What the rules ask for: none, log, alert, block or kill. Fields go by the schema's names. */
  String judge(String event, Map<String, String> fields) {
    long id = module.lend("overt_event_id", new long[0], bytes(event));
    module.call("overt_event_begin", evaluator, id);
    fields.forEach((name, value) -> {
      long field = module.lend("overt_field_id", new long[] {id}, bytes(name));
      if ((int) field < 0) {
        throw new IllegalArgumentException("the event `" + event + "` has no field `" + name + "`");
      }
      module.lend("overt_event_text", new long[] {evaluator, field}, bytes(value));
    });
    long answer = module.call("overt_event_evaluate", evaluator);
    if ((answer & MALFORMED) != 0) {
      throw new IllegalStateException("the event `" + event + "` could not be judged");
    }
    return RESPONSES[(int) answer & 0xff];
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
