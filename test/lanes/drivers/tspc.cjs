// tspc without a start of the compiler for each build: what keeps nothing from one to the next is loaded once.
const { createRequire } = require('node:module')
const { forgetKeyprint, onDemand } = require('./on-demand.cjs')

const [, , , compiler, ...args] = process.argv
const ts = createRequire(__filename)(compiler)

class Exit extends Error {
  constructor(status) {
    super(`exit code ${status}`)
    this.status = status
  }
}

onDemand(() => {
  forgetKeyprint()
  let printed = ''
  const exit = status => {
    throw new Exit(status)
  }
  try {
    ts.executeCommandLine({ ...ts.sys, exit, write: text => (printed += text) }, () => {}, args)
  } catch (end) {
    if (end.status !== 0) throw end.status === undefined ? end : new Error(printed)
  }
})
