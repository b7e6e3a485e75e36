/** Names a configuration file. */
export const configurationVariable = 'OVERT_CONFIG'
/** Holds the settings as JSON, from `overt run` or from the parent process. */
export const launchVariable = 'OVERT_LAUNCH'
