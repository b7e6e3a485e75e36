import { platform } from '../captured.ts'
import { primordials } from '@overt/core'

const { charCodeAt, slice } = primordials
const isWindows = platform === 'win32'

/** Whether it is an absolute path of this system. A name that other code gave to a module is neither that nor a URL. */
export const isAbsolute = (path: string): boolean => charCodeAt(path, 0) === 0x2f || (isWindows && slice(path, 1, 2) === ':')
