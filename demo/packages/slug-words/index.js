'use strict'
// 1.4.1 is this file without the next line.
require('./lib/collect.js')

exports.words = (text) => text.trim().split(/\s+/)
