export { installV8 } from './v8.ts'
export { installReport } from './report.ts'
export { installUncaught } from './uncaught.ts'
