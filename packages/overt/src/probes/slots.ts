/**
 * Slots of the native guard (`Platform.enter`) that no hook has: those are numbered from 0. A slot tells for certain whether what entered it is under way further up the
 * stack: native code clears it, also after a termination (a deadline of `vm`), which skips `finally`.
 */

/** What is a step of an operation that was raised ({@link ./files/steps.ts}). */
export const stepsSlot = 62
/** Probes are being installed. */
export const installSlot = 61
/** The thread is going over to other rules. */
export const swapSlot = 60
