'use strict'
// The direct dependency: innocent, and it takes whatever 1.4.x of slug-words is there.
const { words } = require('slug-words')

exports.pageTitle = (text) => words(text).map((word) => word[0].toUpperCase() + word.slice(1).toLowerCase()).join(' ')
