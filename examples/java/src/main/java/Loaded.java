// SPDX-License-Identifier: MIT OR Apache-2.0
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One instance of a module of overt's, which imports nothing. It belongs to one thread at a time. */
final class Loaded {
  /** The interface that this class is written for (OVERT_ABI_VERSION). */
  private static final long ABI_VERSION = 1;

  private final Instance instance;

  Loaded(File module) {
    instance = Instance.builder(Parser.parse(module)).build();
    long version = call("overt_abi_version");
    if (version != ABI_VERSION) {
      throw new IllegalStateException("the module has interface " + version + ", and " + ABI_VERSION + " is needed");
    }
  }

  long call(String name, long... given) {
    long[] result = instance.export(name).apply(given);
    return result == null || result.length == 0 ? 0 : result[0];
  }

  /** Calls a function with some numbers, and then each text as address and length. */
  long lend(String name, long[] before, byte[]... texts) {
    long[] given = Arrays.copyOf(before, before.length + 2 * texts.length);
    for (int i = 0; i < texts.length; i++) {
      long at = call("overt_alloc", texts[i].length);
      instance.memory().write((int) at, texts[i]);
      given[before.length + 2 * i] = at;
      given[before.length + 2 * i + 1] = texts[i].length;
    }
    try {
      return call(name, given);
    } finally {
      for (int i = before.length; i < given.length; i += 2) {
        call("overt_free", given[i], given[i + 1]);
      }
    }
  }

  /**
   * Looks whether rules can be used.
   *
   * @throws IllegalArgumentException with the report, which says where the problem is
   */
  void requireUsable(long rules) {
    if ((int) call("overt_rules_count", rules) < 0) {
      throw new IllegalArgumentException(new String(take("overt_rules_report", rules), StandardCharsets.UTF_8));
    }
  }

  /** Copies what a function hands over, and gives it back. */
  byte[] take(String name, long handle) {
    long handed = call(name, handle);
    byte[] bytes = instance.memory().readBytes(instance.memory().readInt((int) handed), instance.memory().readInt((int) handed + 4));
    call("overt_bytes_free", handed);
    return bytes;
  }
}
