'use strict'
// Some 2,700 CommonJS modules of packages that many applications have.
for (const name of ['rxjs', 'rxjs/operators', 'date-fns', 'core-js', '@babel/core', 'eslint', 'webpack', 'express']) require(name)
const parts = ['Compiler', 'NormalModule', 'javascript/JavascriptParser', 'optimize/SplitChunksPlugin', 'stats/DefaultStatsFactoryPlugin']
for (const part of parts) require(`webpack/lib/${part}`)
for (const name of require('node:fs').readdirSync(`${__dirname}/node_modules/lodash`).sort()) {
  if (/^[a-z]\w*\.js$/i.test(name)) require(`lodash/${name}`)
}
const loaded = Object.keys(require.cache).filter((file) => file.startsWith(__dirname)).map((file) => file.slice(__dirname.length))
console.log(JSON.stringify({ modules: loaded.length, loaded, chunk: require('lodash').chunk([1, 2, 3], 2), day: require('date-fns').addDays(new Date(0), 1) }))
