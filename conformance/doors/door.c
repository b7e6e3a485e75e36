// SPDX-License-Identifier: MIT OR Apache-2.0
// The C interface as a door for conformance cases: lines in, lines out, all bytes in hexadecimal digits (scripts/conformance/doors.mjs).
//   case PRODUCTS YAML  ->  rules JSON | report JSON          event FRAME  ->  answer WORD0 WORD1 WORD3 RULE...
//   time MICROSECONDS (in decimal digits)  ->  nothing
#define _POSIX_C_SOURCE 200809L
#include <overt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint8_t *decode(const char *digits, size_t *length) {
  *length = strlen(digits) / 2;
  uint8_t *bytes = malloc(*length + 1);
  for (size_t i = 0; i < *length; i++) {
    unsigned value = 0;
    sscanf(digits + 2 * i, "%2x", &value);
    bytes[i] = (uint8_t)value;
  }
  return bytes;
}

static void show(const char *what, OvertBytes *handed) {
  printf("%s %.*s\n", what, handed == NULL ? 0 : (int)handed->length, handed == NULL ? "" : (const char *)handed->data);
  overt_bytes_free(handed);
}

static OvertEvaluator *compile(OvertEvaluator *before, const char *products, const char *yaml) {
  overt_evaluator_free(before);
  size_t products_length, length;
  uint8_t *names = decode(products, &products_length), *text = decode(yaml, &length);
  OvertRules *rules = overt_rules_compile_text((const uint8_t *)"case.yml", 8, text, length, names, products_length);
  bool usable = overt_rules_count(rules) >= 0;
  show(usable ? "rules" : "report", usable ? overt_rules_list(rules) : overt_rules_report(rules));
  OvertEvaluator *evaluator = overt_evaluator_new(rules);
  overt_rules_free(rules);
  free(names);
  free(text);
  return evaluator;
}

static uint32_t word(OvertEvaluator *evaluator, size_t index) {
  uint32_t value;
  memcpy(&value, overt_evaluator_frame(evaluator) + 4 * index, sizeof value);
  return value;
}

static void judge(OvertEvaluator *evaluator, const char *frame) {
  size_t length;
  // There are no rules: nothing is judged.
  if (evaluator == NULL) {
    printf("answer %u 0 0\n", 1u << 9);
    return;
  }
  uint8_t *event = decode(frame, &length);
  overt_evaluate_large(evaluator, event, length);
  free(event);
  printf("answer %u %u %u", word(evaluator, 0), word(evaluator, 1), word(evaluator, 3));
  for (uint32_t place = 0; overt_answer_rule(evaluator, place) >= 0; place++) printf(" %d", overt_answer_rule(evaluator, place));
  printf("\n");
}

int main(void) {
  char *line = NULL;
  size_t size = 0;
  OvertEvaluator *evaluator = NULL;
  while (getline(&line, &size, stdin) > 0) {
    char *what = strtok(line, " \n"), *first = strtok(NULL, " \n"), *second = strtok(NULL, " \n");
    if (what != NULL && strcmp(what, "case") == 0 && second != NULL) evaluator = compile(evaluator, first, second);
    else if (what != NULL && strcmp(what, "time") == 0 && first != NULL) overt_clock(strtoll(first, NULL, 10));
    else if (what != NULL && strcmp(what, "event") == 0 && first != NULL) judge(evaluator, first);
    else return EXIT_FAILURE;
  }
  overt_evaluator_free(evaluator);
  free(line);
  return EXIT_SUCCESS;
}
