'use strict'
// Each round requires 200 modules for the first time.
exports.setup = ({ folder }) => {
  let round = 0
  return (operations) => {
    let sum = 0
    for (let i = 0; i < operations; i++) sum += require(`${folder}/modules/${round}/m${i}.js`).value
    round++
    return sum
  }
}
exports.answer = (operations) => operations
exports.operations = 200
