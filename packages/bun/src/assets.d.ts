/** What the rules that ship ask for (`Interest`), known without the engine. */
declare module '*/rules.interest' {
  const interest: { readonly fields: readonly number[]; readonly judged: readonly number[] }
  export default interest
}
