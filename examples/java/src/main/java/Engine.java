// SPDX-License-Identifier: MIT OR Apache-2.0
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One instance of overt.full.wasm or overt.scalar.wasm, which imports nothing. It belongs to one thread at a time. */
final class Engine {
  /** The interface that this class is written for (OVERT_ABI_VERSION). */
  private static final long ABI_VERSION = 1;

  private static final String[] RESPONSES = {"none", "log", "alert", "block", "kill"};
  private static final long MALFORMED = 1 << 9;

  private final Instance instance;
  private long evaluator;

  Engine(File module) {
    instance = Instance.builder(Parser.parse(module)).build();
    long version = call("overt_abi_version");
    if (version != ABI_VERSION) {
      throw new IllegalStateException("the module has interface " + version + ", and " + ABI_VERSION + " is needed");
    }
  }

  /**
   * Puts rules (YAML) in force.
   *
   * @throws IllegalArgumentException with the report, which says where the problem is
   */
  void compile(String name, String rules, String products) {
    long made = withTexts("overt_rules_compile_text", new long[0], name, rules, products);
    if ((int) call("overt_rules_count", made) < 0) {
      throw new IllegalArgumentException(take(call("overt_rules_report", made)));
    }
    evaluator = call("overt_evaluator_new", made);
    call("overt_rules_free", made);
  }

  /** What the rules ask for: none, log, alert, block or kill. Fields go by the schema's names. */
  String judge(String event, Map<String, String> fields) {
    long id = withTexts("overt_event_id", new long[0], event);
    call("overt_event_begin", evaluator, id);
    fields.forEach((name, value) -> {
      long field = withTexts("overt_field_id", new long[] {id}, name);
      if ((int) field < 0) {
        throw new IllegalArgumentException("the event `" + event + "` has no field `" + name + "`");
      }
      withTexts("overt_event_text", new long[] {evaluator, field}, value);
    });
    long answer = call("overt_event_evaluate", evaluator);
    if ((answer & MALFORMED) != 0) {
      throw new IllegalStateException("the event `" + event + "` could not be judged");
    }
    return RESPONSES[(int) answer & 0xff];
  }

  private long call(String name, long... given) {
    long[] result = instance.export(name).apply(given);
    return result == null || result.length == 0 ? 0 : result[0];
  }

  /** Calls a function with some numbers, and then each text as address and length. */
  private long withTexts(String name, long[] before, String... texts) {
    long[] given = java.util.Arrays.copyOf(before, before.length + 2 * texts.length);
    for (int i = 0; i < texts.length; i++) {
      byte[] bytes = texts[i].getBytes(StandardCharsets.UTF_8);
      long at = call("overt_alloc", bytes.length);
      instance.memory().write((int) at, bytes);
      given[before.length + 2 * i] = at;
      given[before.length + 2 * i + 1] = bytes.length;
    }
    try {
      return call(name, given);
    } finally {
      for (int i = before.length; i < given.length; i += 2) {
        call("overt_free", given[i], given[i + 1]);
      }
    }
  }

  /** Copies what a function hands over, and gives it back. */
  private String take(long handed) {
    int data = instance.memory().readInt((int) handed);
    int length = instance.memory().readInt((int) handed + 4);
    String text = instance.memory().readString(data, length);
    call("overt_bytes_free", handed);
    return text;
  }
}
