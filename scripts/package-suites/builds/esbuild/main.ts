import { names } from './names.ts'
console.log(names.join())
