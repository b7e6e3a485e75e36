// SPDX-License-Identifier: MIT OR Apache-2.0
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Runs conformance cases through overt.compile.wasm and overt.scalar.wasm in Chicory: the same lines as door.c. */
public final class Door {
  private static final long MALFORMED = 1 << 9;

  private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
  private final Loaded compiler;
  private final Loaded engine;
  private long evaluator;

  /** An instance of a module. */
  private static final class Loaded {
    private final Map<String, ExportFunction> functions = new HashMap<>();
    private final Instance instance;

    private Loaded(File module) {
      instance = Instance.builder(Parser.parse(module)).build();
    }

    private long call(String name, long... given) {
      long[] result = functions.computeIfAbsent(name, instance::export).apply(given);
      return result == null || result.length == 0 ? 0 : result[0];
    }

    /** Copies bytes into the module; it never gives them back: the process ends soon. */
    private long put(byte[] bytes) {
      long at = call("overt_alloc", bytes.length);
      instance.memory().write((int) at, bytes);
      return at;
    }

    private long word(long at) {
      return Integer.toUnsignedLong(instance.memory().readInt((int) at));
    }

    /** Copies what the module hands over. */
    private byte[] take(long handed) {
      byte[] bytes = instance.memory().readBytes((int) word(handed), (int) word(handed + 4));
      call("overt_bytes_free", handed);
      return bytes;
    }
  }

  /** One module makes an image of the rules, and the other judges by it. */
  private Door(File compiler, File engine) {
    this.compiler = new Loaded(compiler);
    this.engine = new Loaded(engine);
  }

  private void show(String what, byte[] text) {
    out.println(what + " " + new String(text, StandardCharsets.UTF_8));
  }

  private void compile(byte[] products, byte[] yaml) {
    byte[] name = "case.yml".getBytes(StandardCharsets.UTF_8);
    long rules = compiler.call(
        "overt_rules_compile_text", compiler.put(name), name.length, compiler.put(yaml), yaml.length, compiler.put(products), products.length);
    if (evaluator != 0) {
      engine.call("overt_evaluator_free", evaluator);
      evaluator = 0;
    }
    if ((int) compiler.call("overt_rules_count", rules) < 0) {
      show("report", compiler.take(compiler.call("overt_rules_report", rules)));
    } else {
      byte[] image = compiler.take(compiler.call("overt_rules_build", rules));
      long loaded = engine.call("overt_rules_load", engine.put(image), image.length);
      show("rules", engine.take(engine.call("overt_rules_list", loaded)));
      evaluator = engine.call("overt_evaluator_new", loaded);
      engine.call("overt_rules_free", loaded);
    }
    compiler.call("overt_rules_free", rules);
  }

  private void judge(byte[] frame) {
    if (evaluator == 0) {
      out.println("answer " + MALFORMED + " 0 0");
      return;
    }
    long at = engine.put(frame);
    engine.call("overt_evaluate_large", evaluator, at, frame.length);
    engine.call("overt_free", at, frame.length);
    long words = engine.call("overt_evaluator_frame", evaluator);
    StringBuilder answer = new StringBuilder("answer " + engine.word(words) + " " + engine.word(words + 4) + " " + engine.word(words + 12));
    for (int place = 0, rule; (rule = (int) engine.call("overt_answer_rule", evaluator, place)) >= 0; place++) {
      answer.append(' ').append(rule);
    }
    out.println(answer);
  }

  public static void main(String[] arguments) throws IOException {
    Door door = new Door(new File(arguments[0]), new File(arguments[1]));
    HexFormat hex = HexFormat.of();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line; (line = lines.readLine()) != null; ) {
      String[] words = line.split(" ", -1);
      if (words.length == 3 && words[0].equals("case")) {
        door.compile(hex.parseHex(words[1]), hex.parseHex(words[2]));
      } else if (words.length == 2 && words[0].equals("time")) {
        door.compiler.call("overt_clock", Long.parseLong(words[1]));
        door.engine.call("overt_clock", Long.parseLong(words[1]));
      } else if (words.length == 2 && words[0].equals("event")) {
        door.judge(hex.parseHex(words[1]));
      } else {
        System.exit(1);
      }
    }
    door.out.flush();
  }
}
