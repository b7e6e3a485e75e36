//! `code.eval`: judged natively in an event of its own, so that a string no rule, hook or record asks for costs no JavaScript.

use crate::judge::{FRAME, judge};
use crate::values::string;
use crate::{Exports, force};
use engine::frame::{MALFORMED, RECORD, STALE, TEXT};
use engine::schema::event::CODE_EVAL;
use napi::bindgen_prelude::{Env, Error, JsValue, Result, Unknown, check_status, sys};
use napi_derive::napi;
use neon_shims::{Local, codegen};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

pub(crate) const EXPORTS: Exports = &[("watchCode", watch_code_c_callback), ("setCodeWanted", set_code_wanted_c_callback)];

/// The fields of `code.eval`, by their bits.
const CODE: u32 = 0;
const LENGTH: u32 = 1;
const KIND: u32 = 2;
/// `phase` and `request.*`, which JavaScript knows.
const CONTEXT: u32 = 0b111 << 29;

thread_local! {
    static WATCHED: Cell<Option<(sys::napi_env, sys::napi_ref)>> = const { Cell::new(None) };
    /// Bit 0: a record is written whatever the rules say; others: hooks want the event.
    static WANTED: Cell<u32> = const { Cell::new(0) };
    /// The answer's frame and the event's bytes, kept from one string to the next.
    static BUFFERS: RefCell<(Vec<u8>, Vec<u8>)> = const { RefCell::new((Vec::new(), Vec::new())) };
}

/// Watches strings that become code in this isolate, for good: `callback(source, kind, answer, packageJson)`, called only where a rule matched or
/// [`set_code_wanted`] asked. `answer` holds the words of the answer as they stand in a frame; it is undefined where a rule reads `phase` or `request.*`, or the rules have been replaced: then nothing
/// was judged, and the callback has it judged. It returns undefined to allow, or the message of
/// the refusal; what it throws refuses too. Answers null, or the symbol for want of which nothing can be watched.
///
/// # Errors
/// The isolate is watched already.
#[napi(no_export, catch_unwind)]
pub fn watch_code(env: Env, callback: Unknown<'_>) -> Result<Option<&'static str>> {
    if WATCHED.get().is_some() {
        return Err(Error::from_reason("code generation is watched already"));
    }
    if let Err(missing) = codegen::available() {
        return Ok(Some(missing.name()));
    }
    let mut held = ptr::null_mut();
    // SAFETY: a value of this scope; the reference lives until the hook below runs.
    check_status!(unsafe { sys::napi_create_reference(env.raw(), callback.raw(), 1, &raw mut held) })?;
    let raw = env.raw();
    WATCHED.set(Some((raw, held)));
    env.add_env_cleanup_hook((raw, held), |(raw, held)| {
        WATCHED.set(None);
        // SAFETY: the environment and its isolate are alive while the environment's hooks run.
        unsafe {
            codegen::release();
            sys::napi_delete_reference(raw, held);
        }
    })?;
    // SAFETY: called from JavaScript; the hook above releases it in time.
    Ok(unsafe { codegen::watch(on_code) }.err().map(neon_shims::Missing::name))
}

/// Says whether hooks (bit 1) or the record (bit 0) want `code.eval` whatever the rules say.
#[napi(no_export, catch_unwind)]
pub fn set_code_wanted(wanted: u32) {
    WANTED.set(wanted);
}

/// No unwinding into V8: a panic refuses.
fn on_code(source: Local) -> codegen::Verdict {
    catch_unwind(AssertUnwindSafe(|| judged(source.cast()))).unwrap_or(codegen::Verdict::Refuse(ptr::null_mut()))
}

fn judged(source: sys::napi_value) -> codegen::Verdict {
    let Some((env, callback)) = WATCHED.get() else { return codegen::Verdict::Allow };
    let (interest, stale) = (force::own_interest(CODE_EVAL), force::is_stale());
    let wanted = WANTED.get();
    if !interest.judged && wanted == 0 && !stale {
        return codegen::Verdict::Allow;
    }
    let Some(text) = Text::of(env, source) else { return codegen::Verdict::Allow };
    // JavaScript goes over to the current rules when it has the string judged.
    if interest.fields & CONTEXT != 0 || stale {
        return call(env, callback, source, text.kind, None).unwrap_or(codegen::Verdict::Refuse(ptr::null_mut()));
    }
    let asked = BUFFERS.with(|buffers| {
        let mut buffers = buffers.borrow_mut();
        let (event, frame) = &mut *buffers;
        text.event(event, interest.fields, wanted & RECORD);
        frame.resize(FRAME, 0);
        judge(env, frame, Some(event));
        Asked::read(frame).filter(|asked| wanted != 0 || asked.is_told())
    });
    // INVARIANT: nothing is borrowed here; the callback may evaluate strings itself.
    asked.map_or(codegen::Verdict::Allow, |asked| {
        let asked = Some(&asked).filter(|asked| asked.words.first().is_some_and(|word| word & STALE == 0));
        call(env, callback, source, text.kind, asked).unwrap_or(codegen::Verdict::Refuse(ptr::null_mut()))
    })
}

/// A string that is about to become code.
struct Text {
    code: Vec<u8>,
    /// In UTF-16 units.
    length: usize,
    kind: &'static str,
}

impl Text {
    /// `None` for what is no string: it does not become code, `eval` gives it back.
    fn of(env: sys::napi_env, source: sys::napi_value) -> Option<Self> {
        let (mut length, mut bytes) = (0, 0);
        // SAFETY: `source` is V8's; a null buffer asks for the length only, and what is no string is answered with a status.
        let status = unsafe { sys::napi_get_value_string_utf8(env, source, ptr::null_mut(), 0, &raw mut bytes) };
        if status != sys::Status::napi_ok {
            return None;
        }
        let mut code = vec![0; bytes + 1];
        // SAFETY: the buffer has room for the text and its NUL.
        unsafe {
            sys::napi_get_value_string_utf16(env, source, ptr::null_mut(), 0, &raw mut length);
            sys::napi_get_value_string_utf8(env, source, code.as_mut_ptr().cast(), code.len(), &raw mut bytes);
        }
        code.truncate(bytes);
        let kind = kind(&code);
        Some(Self { code, length, kind })
    }

    /// The event in the frame's layout, with the fields that rules read.
    fn event(&self, into: &mut Vec<u8>, fields: u32, flags: u32) {
        let length = self.length.to_string();
        let entries = [(CODE, 0, self.code.as_slice()), (LENGTH, 1, length.as_bytes()), (KIND, 0, self.kind.as_bytes())];
        let read = entries.into_iter().filter(|(field, ..)| fields >> field & 1 == 1);
        let (mut head, mut text) = (Vec::new(), 0);
        for (field, kind, value) in read.clone() {
            head.extend([field | kind << 8, u32::try_from(value.len()).unwrap_or(u32::MAX)]);
            text += value.len();
        }
        let count = u32::try_from(head.len() / 2).unwrap_or(0);
        let words = [u32::from(CODE_EVAL), count, u32::try_from(text).unwrap_or(u32::MAX), flags].into_iter().chain(head);
        into.clear();
        into.extend(words.flat_map(u32::to_le_bytes));
        into.resize(TEXT, 0);
        read.for_each(|(_, _, value)| into.extend_from_slice(value));
    }
}

/// What V8 puts together for a Function begins like this; a string given to `eval` that begins so is taken for one.
fn kind(code: &[u8]) -> &'static str {
    let begins = [
        ("(async function* anonymous(", "async_generator"),
        ("(async function anonymous(", "async_function"),
        ("(function* anonymous(", "generator"),
        ("(function anonymous(", "function"),
    ];
    begins.into_iter().find(|(begin, _)| code.starts_with(begin.as_bytes())).map_or("eval", |(_, kind)| kind)
}

/// An answer, copied out of its frame.
struct Asked {
    words: Vec<u32>,
    package: Option<String>,
}

impl Asked {
    /// Whether a rule matched, be it one that `allow` took out, or nothing could be judged.
    fn is_told(&self) -> bool {
        matches!(self.words.as_slice(), [head, _, _, allowed, ..] if head & (0xff | MALFORMED) != 0 || *allowed != 0)
    }

    fn read(frame: &[u8]) -> Option<Self> {
        let mut words = frame.as_chunks::<4>().0.iter().copied().map(u32::from_le_bytes);
        let head = [words.next()?, words.next()?, words.next()?, words.next()?];
        let [_, matched, json, allowed] = head;
        let package = (json > 0).then(|| Some(String::from_utf8_lossy(frame.get(TEXT..)?.get(..json as usize)?).into_owned())).flatten();
        Some(Self { words: head.into_iter().chain(words.take((matched + allowed) as usize)).collect(), package })
    }
}

fn call(
    env: sys::napi_env,
    callback: sys::napi_ref,
    source: sys::napi_value,
    kind: &str,
    asked: Option<&Asked>,
) -> Result<codegen::Verdict> {
    let (mut function, mut undefined, mut answer) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    // SAFETY: V8 calls inside a handle scope, so values may be made; the reference is alive while WATCHED holds it.
    unsafe {
        check_status!(sys::napi_get_reference_value(env, callback, &raw mut function))?;
        check_status!(sys::napi_get_undefined(env, &raw mut undefined))?;
    }
    let package = asked.and_then(|asked| asked.package.as_deref()).map_or(Ok(undefined), |json| string(env, json))?;
    let answer_words = asked.map_or(Ok(undefined), |asked| words(env, &asked.words))?;
    let arguments = [source, string(env, kind)?, answer_words, package];
    // SAFETY: four values of this scope.
    let status = unsafe { sys::napi_call_function(env, undefined, function, arguments.len(), arguments.as_ptr(), &raw mut answer) };
    if status != sys::Status::napi_ok {
        if codegen::is_terminating() {
            // What Node-API took for an exception must not wait in it; the termination itself goes on.
            thrown(env);
            return Ok(codegen::Verdict::Terminate);
        }
        return Ok(codegen::Verdict::Refuse(thrown(env)));
    }
    Ok(match value_type(env, answer) {
        sys::ValueType::napi_undefined => codegen::Verdict::Allow,
        sys::ValueType::napi_string => codegen::Verdict::Refuse(answer.cast()),
        _ => codegen::Verdict::Refuse(ptr::null_mut()),
    })
}

fn words(env: sys::napi_env, words: &[u32]) -> Result<sys::napi_value> {
    let (mut data, mut buffer, mut array) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    // SAFETY: the new buffer has room for exactly these words; nothing else holds it yet.
    unsafe {
        check_status!(sys::napi_create_arraybuffer(env, size_of_val(words), &raw mut data, &raw mut buffer))?;
        ptr::copy_nonoverlapping(words.as_ptr().cast::<u8>(), data.cast::<u8>(), size_of_val(words));
        check_status!(sys::napi_create_typedarray(env, sys::TypedarrayType::uint32_array, words.len(), buffer, 0, &raw mut array))?;
    }
    Ok(array)
}

fn value_type(env: sys::napi_env, value: sys::napi_value) -> sys::napi_valuetype {
    let mut kind = sys::ValueType::napi_null;
    // SAFETY: a value of this scope.
    unsafe { sys::napi_typeof(env, value, &raw mut kind) };
    kind
}

/// The message of what the callback threw: its `message`, or itself where it is a string; null where there is none.
fn thrown(env: sys::napi_env) -> Local {
    let (mut exception, mut message, mut ignored) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
    let mut pending = false;
    // SAFETY: values of this scope; each failure is a status, and leaves a null or a pending exception, which is cleared.
    unsafe {
        if sys::napi_get_and_clear_last_exception(env, &raw mut exception) != sys::Status::napi_ok || exception.is_null() {
            return ptr::null_mut();
        }
        if matches!(value_type(env, exception), sys::ValueType::napi_object | sys::ValueType::napi_function) {
            sys::napi_get_named_property(env, exception, c"message".as_ptr(), &raw mut message);
            sys::napi_is_exception_pending(env, &raw mut pending);
            if pending {
                sys::napi_get_and_clear_last_exception(env, &raw mut ignored);
                return ptr::null_mut();
            }
        } else {
            message = exception;
        }
    }
    if !message.is_null() && value_type(env, message) == sys::ValueType::napi_string { message.cast() } else { ptr::null_mut() }
}
