// `vite build --watch`, or the dev server.
import { mkdirSync, writeFileSync } from 'node:fs'
import { build, createServer } from 'vite'
import driver from './on-demand.cjs'

const common = { configFile: false, logLevel: 'silent', plugins: [driver.freshPlugin('vite')] }

if (driver.watches) {
  const watcher = await build({
    ...common,
    build: {
      ssr: 'src/fare.ts',
      outDir: 'bundle',
      rollupOptions: { output: { entryFileNames: 'fare.js' } },
      watch: { buildDelay: 20 }
    }
  })
  watcher.on('event', ({ code, error, result }) => {
    void result?.close()
    if (code === 'END') driver.done()
    if (code === 'ERROR') driver.done(error)
  })
} else {
  const server = await createServer({
    ...common,
    appType: 'custom',
    server: { middlewareMode: true, ws: false, ...(process.argv[3] === 'without HMR' && { hmr: false }) }
  })
  mkdirSync('bundle', { recursive: true })
  await driver.onDemand(async () => {
    const { code } = await server.environments.client.transformRequest('/src/fare.ts')
    writeFileSync('bundle/fare.js', code)
  })
}
