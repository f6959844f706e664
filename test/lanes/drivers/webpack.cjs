// webpack, alone or with ts-loader, or Rspack, which has the same interface.
const { done, forgetKeyprint, freshPlugin, onDemand, watches } = require('./on-demand.cjs')

const [, , , kind] = process.argv
const isRspack = kind === 'rspack'
const create = isRspack ? require('@rspack/core').rspack : require('webpack')

const persistent = isRspack
  ? { type: 'persistent', storage: { type: 'filesystem', directory: `${__dirname}/.cache` } }
  : { type: 'filesystem', cacheDirectory: `${__dirname}/.cache` }

/** keyprint as a plugin of its own, or as ts-loader runs it. */
const lane = () => {
  if (kind !== 'ts-loader') return { plugins: [freshPlugin(kind)] }
  forgetKeyprint()
  const { getCustomTransformers } = require('keyprint/ts-loader')
  // ts-loader keeps programs of this process by this name.
  const options = { getCustomTransformers, instance: `program ${programs++}` }
  return { module: { rules: [{ test: /\.ts$/, use: ['keyprint/ts-loader', { loader: 'ts-loader', options }] }] } }
}
let programs = 0

const createCompiler = () =>
  create({
    mode: 'development',
    devtool: false,
    target: 'node',
    context: __dirname,
    entry: './src/fare.ts',
    output: { path: `${__dirname}/bundle`, filename: 'fare.js', library: { type: 'commonjs2' } },
    ...lane(),
    resolve: { extensions: ['.ts', '.js', '.json'] },
    externals: { keyprint: 'commonjs keyprint', rounding: 'commonjs rounding' },
    cache: watches ? true : persistent
  })

const problemOf = (error, stats) => error ?? (stats.hasErrors() ? new Error(stats.toString('errors-only')) : undefined)

// Rspack leaves packages out of what it watches, by default.
if (watches)
  createCompiler().watch({ aggregateTimeout: 20, ignored: /[\\/]\.git[\\/]/ }, (error, stats) =>
    done(problemOf(error, stats))
  )
else
  onDemand(
    () =>
      new Promise((resolve, reject) => {
        const compiler = createCompiler()
        compiler.run((error, stats) => {
          const problem = problemOf(error, stats)
          compiler.close(fault => ((problem ?? fault) ? reject(problem ?? fault) : resolve()))
        })
      })
  )
