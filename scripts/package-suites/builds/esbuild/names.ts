export const names: readonly string[] = ['one', 'two']
