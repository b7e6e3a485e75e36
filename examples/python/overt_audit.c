// SPDX-License-Identifier: MIT OR Apache-2.0
// CPython's audit events judged by overt's rules: the hook of PEP 578, in C, over overt's C library.
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <overt.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum { response_alert = 2, response_block = 3, response_kill = 4, malformed = 1 << 9 };

// Which argument of a Python event becomes which field of overt's. `list`: a sequence, of which each element is a value; its join is the field `joined`.
typedef struct {
  const char *field;
  int argument;
  const char *joined;
} Field;

typedef struct {
  const char *name;
  const char *event;
  Field fields[3];
} Mapping;

static const Mapping mappings[] = {
    {"subprocess.Popen", "process.spawn", {{"file", 0, NULL}, {"args", 1, "command_line"}}},
    {"os.system", "process.spawn", {{"command_line", 0, NULL}}},
    {"os.exec", "process.spawn", {{"file", 0, NULL}, {"args", 1, "command_line"}}},
    {"open", "fs.open", {{"path", 0, NULL}, {"access", 1, NULL}, {"create", 1, NULL}}},
    {"socket.getaddrinfo", "dns.lookup", {{"host", 0, NULL}}},
    {"import", "module.load", {{"specifier", 0, NULL}, {"path", 1, NULL}}},
    {"compile", "code.eval", {{"code", 0, NULL}}},
};
enum { count = sizeof mappings / sizeof *mappings, most_fields = 3 };

static struct {
  OvertRules *rules;
  uint32_t event[count];
  int32_t field[count][most_fields];
  int32_t joined[count][most_fields];
  bool wanted[count];
  // Whether any wanted name begins with this character.
  bool begins[256];
} policy;

static _Thread_local OvertEvaluator *evaluator;
static _Thread_local bool judging;
static atomic_bool active;

static const uint8_t *bytes(const char *text) { return (const uint8_t *)text; }

// The mapping of an event that some rule judges; NULL for every other. The name is compared, not its address: `sys.audit` passes the address of a string that
// may be gone when the next one has it.
static const Mapping *mapping_of(const char *name) {
  if (!policy.begins[(unsigned char)name[0]]) return NULL;
  for (size_t i = 0; i < count; i++) {
    if (policy.wanted[i] && strcmp(name, mappings[i].name) == 0) return &mappings[i];
  }
  return NULL;
}

// Adds a text, bytes, or path as it is; anything else has no value. Nothing here runs Python code.
static void add(int32_t field, PyObject *value) {
  Py_ssize_t length;
  char *text = NULL;
  if (field < 0 || value == NULL) return;
  if (PyUnicode_Check(value)) text = (char *)PyUnicode_AsUTF8AndSize(value, &length);
  else if (PyBytes_Check(value)) PyBytes_AsStringAndSize(value, &text, &length);
  if (text == NULL) PyErr_Clear();
  else overt_event_text(evaluator, (uint32_t)field, bytes(text), (size_t)length);
}

static void add_list(int32_t field, int32_t joined, PyObject *list) {
  Py_ssize_t length = PyList_Check(list) ? PyList_GET_SIZE(list) : PyTuple_Check(list) ? PyTuple_GET_SIZE(list) : 0;
  PyObject *space = joined < 0 ? NULL : PyUnicode_FromString(" ");
  for (Py_ssize_t i = 0; i < length; i++) add(field, PyList_Check(list) ? PyList_GET_ITEM(list, i) : PyTuple_GET_ITEM(list, i));
  PyObject *line = space == NULL || length == 0 ? NULL : PyUnicode_Join(space, list);
  if (line == NULL) PyErr_Clear();
  else add(joined, line);
  Py_XDECREF(line);
  Py_XDECREF(space);
}

// The mode of open(): what it may do to the file.
static const char *access_of(PyObject *mode) {
  const char *text = mode != NULL && PyUnicode_Check(mode) ? PyUnicode_AsUTF8(mode) : NULL;
  if (text == NULL) return "read";
  if (strchr(text, 'a') != NULL) return "append";
  if (strchr(text, '+') != NULL) return "read_write";
  return strpbrk(text, "wx") != NULL ? "write" : "read";
}

// Whether that mode makes the file where there is none: by this rules tell a new file from one that is read.
static bool creates(PyObject *mode) {
  const char *text = mode != NULL && PyUnicode_Check(mode) ? PyUnicode_AsUTF8(mode) : NULL;
  return text != NULL && strpbrk(text, "wax") != NULL;
}

static int refuse(const char *name) {
  PyErr_Format(PyExc_RuntimeError, "`%s` was refused by overt", name);
  return -1;
}

static int judge(const Mapping *mapping, PyObject *args) {
  size_t at = (size_t)(mapping - mappings);
  if (evaluator == NULL) evaluator = overt_evaluator_new(policy.rules);
  overt_event_begin(evaluator, policy.event[at]);
  for (size_t i = 0; i < most_fields && mapping->fields[i].field != NULL; i++) {
    const Field *field = &mapping->fields[i];
    PyObject *value = field->argument < PyTuple_GET_SIZE(args) ? PyTuple_GET_ITEM(args, field->argument) : NULL;
    if (strcmp(field->field, "access") == 0) {
      const char *access = access_of(value);
      overt_event_text(evaluator, (uint32_t)policy.field[at][i], bytes(access), strlen(access));
    } else if (strcmp(field->field, "create") == 0) {
      overt_event_boolean(evaluator, (uint32_t)policy.field[at][i], creates(value));
    } else if (field->joined != NULL && value != NULL) {
      add_list(policy.field[at][i], policy.joined[at][i], value);
    } else {
      add(policy.field[at][i], value);
    }
  }
  uint32_t answer = overt_event_evaluate(evaluator);
  uint32_t response = answer & 0xff;
  // What could not be judged does not go on.
  if (answer & malformed) return refuse(mapping->name);
  if (response >= response_alert) fprintf(stderr, "overt: %s: rule %d\n", mapping->name, overt_answer_rule(evaluator, 0));
  if (response == response_kill) raise(SIGKILL);
  return response >= response_block ? refuse(mapping->name) : 0;
}

static int hook(const char *name, PyObject *args, void *data) {
  if (!atomic_load_explicit(&active, memory_order_acquire)) return 0;
  const Mapping *mapping = mapping_of(name);
  if (mapping == NULL || judging) return 0;
  judging = true;
  PyObject *type, *value, *trace;
  PyErr_Fetch(&type, &value, &trace);
  int answer = judge(mapping, args);
  if (answer == 0) PyErr_Restore(type, value, trace);
  else {
    Py_XDECREF(type);
    Py_XDECREF(value);
    Py_XDECREF(trace);
  }
  judging = false;
  return answer;
}

static int32_t field_id(uint32_t event, const char *name) { return name == NULL ? -1 : overt_field_id(event, bytes(name), strlen(name)); }

static bool wants(OvertBytes *interest, uint32_t event) {
  uint32_t words[2] = {0, 0};
  if (interest != NULL && interest->length >= (event + 1) * sizeof words) memcpy(words, interest->data + event * sizeof words, sizeof words);
  return words[1] != 0;
}

static PyObject *start(PyObject *self, PyObject *args) {
  const char *name, *text;
  Py_ssize_t length;
  if (!PyArg_ParseTuple(args, "ss#", &name, &text, &length)) return NULL;
  if (atomic_load(&active)) return PyErr_Format(PyExc_RuntimeError, "rules are in force already");
  OvertRules *rules = overt_rules_compile_text(bytes(name), strlen(name), bytes(text), (size_t)length, bytes("linux,cpython"), 13);
  if (overt_rules_count(rules) < 0) {
    OvertBytes *report = overt_rules_report(rules);
    if (report != NULL) PyErr_Format(PyExc_ValueError, "%.*s", (int)report->length, report->data);
    else PyErr_SetString(PyExc_ValueError, "the rules are not UTF-8");
    overt_bytes_free(report);
    overt_rules_free(rules);
    return NULL;
  }
  OvertBytes *interest = overt_rules_interest(rules);
  for (size_t i = 0; i < count; i++) {
    policy.event[i] = overt_event_id(bytes(mappings[i].event), strlen(mappings[i].event));
    policy.wanted[i] = wants(interest, policy.event[i]);
    if (policy.wanted[i]) policy.begins[(unsigned char)mappings[i].name[0]] = true;
    for (size_t j = 0; j < most_fields; j++) {
      policy.field[i][j] = field_id(policy.event[i], mappings[i].fields[j].field);
      policy.joined[i][j] = field_id(policy.event[i], mappings[i].fields[j].joined);
    }
  }
  overt_bytes_free(interest);
  policy.rules = rules;
  atomic_store_explicit(&active, true, memory_order_release);
  if (PySys_AddAuditHook(hook, NULL) < 0) return NULL;
  return PyLong_FromLong(overt_rules_count(rules));
}

static int empty(const char *name, PyObject *args, void *data) { return 0; }

static PyObject *add_empty_hook(PyObject *self, PyObject *unused) {
  if (PySys_AddAuditHook(empty, NULL) < 0) return NULL;
  Py_RETURN_NONE;
}

static PyMethodDef methods[] = {
    {"start", start, METH_VARARGS, "start(name, rules): puts Sigma rules in force, for good, and returns how many there are. Raises ValueError with the report."},
    {"add_empty_hook", add_empty_hook, METH_NOARGS, "Adds a hook that does nothing, to measure against."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "overt_audit", "CPython's audit events judged by overt's rules.", -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_overt_audit(void) {
  if (overt_abi_version() != OVERT_ABI_VERSION) return PyErr_Format(PyExc_ImportError, "the library of overt has another interface");
  return PyModule_Create(&module);
}
