/** `1 file`, `2 files`. */
export const count = (number: number, what: string, many = `${what}s`): string => `${number} ${number === 1 ? what : many}`
