'use strict'
exports.words = (text) => text.trim().split(/\s+/)
