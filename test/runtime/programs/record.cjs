/** A record of its own for each function, such as the transformer writes. */
let count = 0

exports.makeRecord = parts => ({
  format: 1,
  name: 'work',
  fingerprint: String(++count).padStart(32, '0'),
  returns: 'value',
  parameters: { count: 1 },
  ...parts
})

/** Collects garbage until `isDone` says so, for a limited number of turns. */
exports.collectUntil = async isDone => {
  for (let turn = 0; turn < 100 && !isDone(); turn++) {
    global.gc()
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
