/** Milliseconds since 1970 of a case's second 0: long past, for no event is later than its arrival. */
export const beginning = Date.UTC(2020, 0, 1)

/** What the module without imports is told of the time, in milliseconds since 1970. The other builds take it from events. */
export const clock = { now: beginning }
