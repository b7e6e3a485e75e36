'use strict'
exports.setup = () => {
  let made = 0
  return (operations) => {
    let sum = 0
    for (let i = 0; i < operations; i++) sum += new Function('a', `return a + 1 // ${made++}`)(0)
    return sum
  }
}
exports.answer = (operations) => operations
exports.operations = 1000
