/** What `require('overt')` and `require('overt/register')` give: the same as `import 'overt'`. */
declare const overt: typeof import('./api.js', { with: { 'resolution-mode': 'import' } })
export = overt
