/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // `npm run test:oracles` and `npm run test:lanes` run these.
  testPathIgnorePatterns: ['/node_modules/', '/test/oracles/full/', '/test/lanes/full/', '/test/compilers/'],
  transform: {
    '^.+\\.[cm]?ts$': [
      '@swc/jest',
      {
        swcrc: false,
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { decoratorVersion: '2022-03' },
          keepClassNames: true
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline'
      }
    ]
  },
  reporters: ['default', '<rootDir>/test/oracles/table-reporter.cjs'],
  testSequencer: '<rootDir>/test/longest-first.cjs',
  // By default jest leaves one core unused, which on a small machine is half of them.
  maxWorkers: '100%',
  // Tests start compilers and servers as child processes.
  testTimeout: 60_000
}
