// SPDX-License-Identifier: MIT OR Apache-2.0
#include <overt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char rule[] =
    "title: A shell is started\n"
    "id: 5d2f7c1a-0000-4000-8000-000000000001\n"
    "logsource: { category: process_creation }\n"
    "detection:\n"
    "  shell: { Image|endswith: [/sh, /bash] }\n"
    "  condition: shell\n"
    "response: block\n";

static const char *const responses[] = {"none", "log", "alert", "block", "kill"};

static const uint8_t *bytes(const char *text) { return (const uint8_t *)text; }

// Shows what the library hands over, and gives it back.
static void show(const char *what, OvertBytes *handed) {
  if (handed != NULL) printf("%s %.*s\n", what, (int)handed->length, (const char *)handed->data);
  overt_bytes_free(handed);
}

static uint32_t event_id, file_id, command_line_id;

static void judge(OvertEvaluator *evaluator, const char *file, const char *command_line) {
  overt_event_begin(evaluator, event_id);
  overt_event_text(evaluator, file_id, bytes(file), strlen(file));
  overt_event_text(evaluator, command_line_id, bytes(command_line), strlen(command_line));
  uint32_t answer = overt_event_evaluate(evaluator);
  int32_t first = overt_answer_rule(evaluator, 0);
  printf("%-5s %s (rule %d)\n", responses[answer & 0xff], command_line, first);
}

int main(void) {
  if (overt_abi_version() != OVERT_ABI_VERSION) {
    fprintf(stderr, "the library has interface %u, and %d is needed\n", overt_abi_version(), OVERT_ABI_VERSION);
    return EXIT_FAILURE;
  }
  OvertRules *rules = overt_rules_compile_text(bytes("shell.yml"), 9, bytes(rule), strlen(rule), bytes("linux"), 5);
  if (overt_rules_count(rules) < 0) {
    show("the rules cannot be used:", overt_rules_report(rules));
    overt_rules_free(rules);
    return EXIT_FAILURE;
  }
  show("rules", overt_rules_list(rules));
  OvertEvaluator *evaluator = overt_evaluator_new(rules);
  // The evaluator keeps the rules alive.
  overt_rules_free(rules);

  event_id = overt_event_id(bytes("process.spawn"), 13);
  file_id = (uint32_t)overt_field_id(event_id, bytes("file"), 4);
  command_line_id = (uint32_t)overt_field_id(event_id, bytes("command_line"), 12);
  judge(evaluator, "/usr/bin/git", "git status");
  judge(evaluator, "/bin/sh", "sh -c id");

  // An event of the program's own: rules of the category `application` would see it.
  overt_event_begin_named(evaluator, bytes("billing.refund"), 14);
  overt_event_named_text(evaluator, bytes("order"), 5, bytes("7"), 1);
  printf("%-5s billing.refund\n", responses[overt_event_evaluate(evaluator) & 0xff]);

  uint8_t digest[OVERT_DIGEST_LENGTH];
  overt_digest(bytes("abc"), 3, digest);
  printf("BLAKE3 of abc: %.*s\n", OVERT_DIGEST_LENGTH, (const char *)digest);
  overt_evaluator_free(evaluator);
  return EXIT_SUCCESS;
}
