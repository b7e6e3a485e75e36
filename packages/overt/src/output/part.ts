export { openFileOutput } from './file.ts'
export { holdsRecord, overwritesRecord, ownsDescriptor, ownsPath, ownsWriter } from './own.ts'
