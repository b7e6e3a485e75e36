export { openWarm } from '../warm.ts'
