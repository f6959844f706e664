// `npm run test:oracles`: all of the proofs whose fixed samples run with `npm test`.
const { resolve } = require('node:path')
const everything = require('../../jest.config.js')

/** @type {import('jest').Config} */
module.exports = {
  ...everything,
  rootDir: resolve(__dirname, '..', '..'),
  testMatch: ['<rootDir>/test/oracles/full/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 30 * 60_000,
  // What one of them leaves behind, hundreds of programs, must not be there for the next.
  workerIdleMemoryLimit: '1GB'
}
