const { rollup, watch } = require('rollup')
const json = require('@rollup/plugin-json')
const { done, freshPlugin, onDemand, watches } = require('./on-demand.cjs')

const input = () => ({
  input: 'src/fare.ts',
  plugins: [freshPlugin('rollup'), json()],
  external: ['keyprint', 'rounding']
})
const output = { file: 'bundle/fare.js', format: 'cjs' }
let cache

if (watches)
  watch({ ...input(), output, watch: { buildDelay: 20 } }).on('event', ({ code, error, result }) => {
    void result?.close()
    if (code === 'END') done()
    if (code === 'ERROR') done(error)
  })
else
  onDemand(async () => {
    const bundle = await rollup({ ...input(), cache })
    cache = JSON.parse(JSON.stringify(bundle.cache))
    await bundle.write(output)
    await bundle.close()
  })
