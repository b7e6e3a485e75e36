export const greeting = (names: readonly string[]): string => names.map((name) => `hello ${name}`).join(', ')
