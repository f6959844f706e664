import { join } from 'node:path'
import { createPackages } from '../../transformer/program/find-package'
import { createLockReader } from '../../transformer/program/read-lock'
import { createTemporaryProject } from '../support/temporary-project'

const NAMES = ['money-round', '@shop/money', 'plain', 'shop/node_modules/plain']
const VERSIONS: Readonly<Record<string, string>> = { 'shop/node_modules/plain': '2.0.0' }

/** Which of the installed packages the lock vouches for. */
function vouched(lock: string, text: string, others: Readonly<Record<string, string>> = {}): readonly string[] {
  const installed = NAMES.map(name => [
    `node_modules/${name}/package.json`,
    JSON.stringify({ name: name.replace('shop/node_modules/', ''), version: VERSIONS[name] ?? '1.0.0' })
  ])
  const { folder } = createTemporaryProject({ ...Object.fromEntries(installed), [lock]: text, ...others })
  const packages = createPackages()
  const isLocked = createLockReader()
  return NAMES.filter(name => {
    const place = packages.of(join(folder, 'node_modules', name, 'index.js'))
    if (place === undefined) throw new Error(`${name} was not found`)
    return isLocked(place)
  })
}

const NPM = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    '': { name: 'shop' },
    'node_modules/money-round': { version: '1.0.0', integrity: 'sha512-1' },
    'node_modules/@shop/money': { version: '1.0.0', resolved: 'git+ssh://git@host/money.git#0123' },
    'node_modules/plain': { version: '1.0.1', integrity: 'sha512-2' },
    'node_modules/shop/node_modules/plain': { version: '2.0.0', integrity: 'sha512-3' }
  }
})

const NPM_1 = JSON.stringify({
  lockfileVersion: 1,
  dependencies: {
    'money-round': { version: '1.0.0', integrity: 'sha512-1' },
    '@shop/money': { version: '1.0.0', integrity: 'sha512-2' },
    shop: {
      version: '1.0.0',
      integrity: 'sha512-3',
      dependencies: { plain: { version: '2.0.0', integrity: 'sha512-4' } }
    }
  }
})

const YARN_1 = `# yarn lockfile v1


"@shop/money@^1.0.0":
  version "1.0.0"
  resolved "git+ssh://git@host/money.git#0123"

money-round@^1.0.0, money-round@^1.0.1:
  version "1.0.0"
  resolved "https://registry/money-round-1.0.0.tgz#0123"
  integrity sha512-1
  dependencies:
    plain "^2.0.0"

plain@^1.0.0:
  version "1.1.0"
  integrity sha512-2

plain@^2.0.0:
  version "2.0.0"
  integrity sha512-3
`

const YARN_4 = `__metadata:
  version: 8

"@shop/money@npm:^1.0.0":
  version: 1.0.0
  resolution: "@shop/money@npm:1.0.0"
  checksum: 10/012
  languageName: node

"money-round@npm:1.0.0":
  version: 1.0.0
  resolution: "money-round@npm:1.0.0"
  checksum: 10/345

"money-round@patch:money-round@npm%3A1.0.0#~/fixes/money-round.diff":
  version: 1.0.0
  resolution: "money-round@patch:money-round@npm%3A1.0.0#~/fixes/money-round.diff::version=1.0.0&hash=1"
  checksum: 10/678
`

const PNPM_9 = `lockfileVersion: '9.0'

packages:

  '@shop/money@1.0.0':
    resolution: {integrity: sha512-1}
    engines: {node: '>=18'}

  money-round@1.0.0:
    resolution: {directory: ../money-round, type: directory}

  plain@2.0.0:
    resolution: {integrity: sha512-2}

snapshots:

  plain@1.0.0: {}
`

const PNPM_6 = `lockfileVersion: '6.0'

packages:

  /@shop/money@1.0.0(react@18.0.0):
    resolution: {integrity: sha512-1}

  /money-round/1.0.0_react@18.0.0:
    resolution: {integrity: sha512-2}
`

const BUN = `{
  "lockfileVersion": 1,
  "packages": {
    "money-round": ["money-round@1.0.0", "", {}, "sha512-1=="],
    "@shop/money": ["@shop/money@github:shop/money#0123", {}, "shop-money-0123"],
    "shop/plain": ["plain@2.0.0", "", {}, "sha512-2=="],
  }
}
`

test.each([
  ['npm', 'package-lock.json', NPM, ['money-round', 'shop/node_modules/plain']],
  ['npm, shrinkwrapped', 'npm-shrinkwrap.json', NPM, ['money-round', 'shop/node_modules/plain']],
  ['npm of old', 'package-lock.json', NPM_1, ['money-round', '@shop/money', 'shop/node_modules/plain']],
  ['yarn 1', 'yarn.lock', YARN_1, ['money-round', 'shop/node_modules/plain']],
  ['yarn 4', 'yarn.lock', YARN_4, ['@shop/money']],
  ['pnpm 9', 'pnpm-lock.yaml', PNPM_9, ['@shop/money', 'shop/node_modules/plain']],
  ['pnpm 6', 'pnpm-lock.yaml', PNPM_6, ['money-round', '@shop/money']],
  ['bun', 'bun.lock', BUN, ['money-round', 'shop/node_modules/plain']],
  ['a lock that cannot be read', 'package-lock.json', '{', []],
  ['a lock in binary', 'bun.lockb', 'money-round@1.0.0', []]
])('what the lock of %s vouches for', (_, lock, text, expected) => {
  expect(vouched(lock, text)).toEqual(expected)
  expect(vouched(lock, text.replaceAll('\n', '\r\n'))).toEqual(expected)
})

test.each([
  ['patch-package', { 'patches/money-round+1.0.0.patch': '' }],
  ['patch-package, elsewhere', { 'package.json': patchesElsewhere(), 'fixes/money-round+1.0.0.patch': '' }],
  ['patch-package, of a package inside another', { 'patches/shop++money-round+1.0.0.patch': '' }],
  ['yarn', { '.yarn/patches/money-round-npm-1.0.0-012345.patch': '' }],
  ['pnpm', { 'pnpm-workspace.yaml': 'patchedDependencies:\n  money-round@1.0.0: fixes/money-round.diff\n' }],
  ['pnpm of old', { 'package.json': '{ "pnpm": { "patchedDependencies": { "money-round@1.0.0": "fixes/1.diff" } } }' }],
  ['bun', { 'package.json': '{ "patchedDependencies": { "money-round@1.0.0": "fixes/1.diff" } }' }]
])('a patch of %s takes that back', (_, patch: Readonly<Record<string, string>>) => {
  expect(vouched('package-lock.json', NPM, patch)).toEqual(['shop/node_modules/plain'])
})

function patchesElsewhere(): string {
  return '{ "scripts": { "postinstall": "patch-package --patch-dir fixes" } }'
}
