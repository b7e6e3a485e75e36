export { installSqlite } from './sqlite.ts'
