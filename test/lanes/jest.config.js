// `npm run test:lanes`: the project of fixtures/lanes, built by every tool that keyprint works in, and every way of building again.
const { resolve } = require('node:path')
const everything = require('../../jest.config.js')

/** @type {import('jest').Config} */
module.exports = {
  ...everything,
  rootDir: resolve(__dirname, '..', '..'),
  testMatch: ['<rootDir>/test/lanes/full/**/*.test.ts', '<rootDir>/test/compilers/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/lanes/installed-tools.ts',
  reporters: ['default', '<rootDir>/test/lanes/table-reporter.cjs', '<rootDir>/test/oracles/table-reporter.cjs'],
  // Node and jest look into folders with packages of their own.
  modulePathIgnorePatterns: ['<rootDir>/test/lanes/tools/', '<rootDir>/fixtures/'],
  testTimeout: 20 * 60_000
}
