// vitest, watching, or with its cache on disk in a run of its own for each time.
import { startVitest } from 'vitest/node'
import driver from './on-demand.cjs'

const start = () =>
  startVitest(
    'test',
    [],
    {
      watch: driver.watches,
      reporters: [{ onTestRunEnd: (_, errors) => driver.watches && driver.done(errors[0]) }],
      include: ['tests/*.test.ts'],
      globals: true,
      experimental: { fsModuleCache: true, fsModuleCachePath: '.cache' }
    },
    { configFile: false, plugins: [driver.freshPlugin('vite')] }
  )

if (driver.watches) await start()
else
  await driver.onDemand(async () => {
    const vitest = await start()
    const [failed] = vitest.state.getFailedFilepaths()
    await vitest.close()
    process.exitCode = 0
    if (failed) throw new Error(`${failed} failed`)
  })
