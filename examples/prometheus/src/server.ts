import { createServer } from 'node:http'
import { invalidate } from 'keyprint'
import { Registry } from 'prom-client'
import { collectCache } from './collect.js'
import { price } from './price.js'

const registry = new Registry()
collectCache(registry)

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (url.pathname === '/metrics') {
    response.setHeader('content-type', registry.contentType)
    response.end(await registry.metrics())
  } else if (url.pathname === '/prices/new') {
    await invalidate('prices')
    response.end('given up\n')
  } else {
    response.end(`${await price(url.searchParams.get('item') ?? 'tea')}\n`)
  }
})

server.listen(Number(process.env.PORT ?? 0), () => {
  const address = server.address()
  console.log(typeof address === 'object' ? address?.port : address)
})
process.on('SIGTERM', () => server.close())
