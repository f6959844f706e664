const { context } = require('esbuild')
const { done, freshPlugin, onDemand, watches } = require('./on-demand.cjs')

const report = {
  name: 'report',
  setup(build) {
    build.onEnd(({ errors }) => done(errors.length > 0 ? errors[0].text : undefined))
  }
}

const started = context({
  entryPoints: ['src/fare.ts'],
  outfile: 'bundle/fare.js',
  bundle: true,
  platform: 'node',
  packages: 'external',
  logLevel: 'silent',
  plugins: [freshPlugin('esbuild'), ...(watches ? [report] : [])]
})

if (watches) void started.then(running => running.watch())
else onDemand(async () => (await started).rebuild())
