import { join } from 'node:path'
import { createTemporaryProject, repository } from '../support/temporary-project'
import { runNode } from '../support/run-process'

/** A tree in which each line breaks one rule: importing file, what it imports, the rule. */
const violations = [
  ['transformer/model/capture.ts', "import type { A } from '../pipeline'", 'model-alone'],
  ['transformer/model/pin.ts', "import { basename } from 'node:path'", 'model-alone'],
  ['transformer/model/location.ts', "import type ts from 'typescript'", 'plain-data-rooms'],
  ['transformer/fingerprint/digest.ts', "import type ts from 'typescript'", 'plain-data-rooms'],
  ['transformer/diagnostics/checks/effects.ts', "import type ts from 'typescript'", 'plain-data-rooms'],
  ['transformer/cli/reporters/table.ts', "import type ts from 'typescript'", 'plain-data-rooms'],
  ['transformer/cli/reporters/lines.ts', "import { A } from '../../pipeline'", 'reporters-alone'],
  ['transformer/discover/find-marked.ts', "import { A } from '../closure/listing'", 'stage-discover'],
  ['transformer/closure/listing.ts', "import type { A } from '../fingerprint/serialize'", 'stage-closure'],
  ['transformer/closure/mutability.ts', "import { A } from '../program/program-host'", 'stage-closure'],
  ['transformer/fingerprint/order.ts', "import { A } from '../diagnostics/catalogue'", 'stage-fingerprint'],
  ['transformer/diagnostics/trace.ts', "import { A } from '../emit/transform-file'", 'stage-diagnostics'],
  ['transformer/emit/marked-call.ts', "import { A } from '../discover/read-options'", 'stage-emit'],
  ['transformer/emit/runtime-import.ts', "import { A } from '../options'", 'stage-options-as-types'],
  ['transformer/emit/record.ts', "import { A } from '../../runtime/contract'", 'contract-as-types'],
  ['transformer/closure/thunk.ts', "import type { A } from '../../runtime/contract'", 'contract-for-emit'],
  ['transformer/emit/call.ts', "import type { A } from '../../runtime/cached'", 'transformer-without-runtime'],
  [
    'transformer/cli/commands/entries.ts',
    "import { A } from '../../../runtime/stored-entries'",
    'transformer-without-runtime'
  ],
  ['transformer/cli/open-store.ts', "import { A } from '../../runtime/cached'", 'stores-by-one-door'],
  ['transformer/cli/early.ts', "import { A } from '../../runtime/stored-entries'", 'stores-when-asked-for'],
  ['transformer/program/code-host.ts', "import { A } from '../closure/thunk'", 'program-below-stages'],
  ['transformer/index.ts', "import { A } from './discover/read-options'", 'pipeline-runs-the-stages'],
  ['transformer/options.ts', "import { A } from './plugin/vite'", 'entries-on-top'],
  ['transformer/emit/everything.ts', "import { A } from '../pipeline'", 'pipeline-on-top-of-stages'],
  ['transformer/plugin/core.ts', "import ts from 'typescript'", 'compiler-as-value'],
  ['runtime/cached.ts', "import type { A } from '../transformer/model/opaque'", 'runtime-without-transformer'],
  ['runtime/key.ts', "import type ts from 'typescript'", 'runtime-without-transformer'],
  ['runtime/events.ts', "import { readFileSync } from 'fs'", 'file-system'],
  ['runtime/stats.ts', "import { readFile } from 'node:fs/promises'", 'file-system'],
  ['transformer/closure/evaluate.ts', "import { readFileSync } from 'node:fs'", 'file-system'],
  ['runtime/pending.ts', "import { test } from 'jest'", 'only-declared-packages'],
  ['runtime/digest.ts', "import { A } from '../test/a'", 'product-without-tests'],
  ['runtime/entry.ts', "import { A } from './nowhere'", 'resolvable'],
  ['runtime/codec.ts', "import { A } from './store'", 'no-cycles'],
  ['transformer/closure/listing-names.ts', "import { A } from './names'", 'no-cycles-beside-the-lister']
] as const

/** The same tree, as it may be. */
const allowed = [
  ['transformer/pipeline.ts', "import { A } from './discover/read-options'"],
  ['transformer/cli/args.ts', "import { A } from '../pipeline'"],
  ['transformer/cli/commands/list.ts', "import { A } from '../reporters/plain'"],
  ['transformer/cli/reporters/plain.ts', "import type { A } from '../../model/opaque'"],
  ['transformer/closure/free-variables.ts', "import type { A } from '../program/code-host'"],
  ['transformer/discover/read-options.ts', "import type { A } from '../options'"],
  ['transformer/emit/transform-file.ts', "import type { A } from '../../runtime/contract'"],
  ['transformer/program/find-package.ts', "import { readFileSync } from 'node:fs'"],
  ['transformer/fingerprint/serialize.ts', "import type { A } from '../model/opaque'"],
  ['transformer/diagnostics/catalogue.ts', "import { createHash } from 'node:crypto'"],
  ['transformer/program/program-host.ts', "import type ts from 'typescript'"],
  ['transformer/plugin/vite.ts', 'export type B = string'],
  ['transformer/model/opaque.ts', 'export type B = string'],
  ['runtime/contract.ts', 'export type B = string'],
  ['runtime/stored-entries.ts', 'export type B = string'],
  ['transformer/cli/open.ts', "import type { A } from './open-store'"],
  ['runtime/file-store.ts', "import { LRUCache } from 'lru-cache'"],
  ['transformer/closure/listing-expressions.ts', "import { A } from './listing-statements'"],
  ['transformer/closure/listing-statements.ts', "import { A } from './listing-expressions'"],
  ['transformer/emit/emission.ts', "import { A } from './part'"],
  ['transformer/emit/part.ts', "import type { A } from './emission'"],
  ['test/a.ts', "import { A } from '../runtime/contract'"]
] as const

interface Cruised {
  readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[]
  readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string }[] }
}

function cruise(): Cruised {
  const line = (text: string): string => `${text}\nexport type A = number\nexport const A = 1\n`
  const files = [...violations, ...allowed].map(([file, text]) => [file, line(text)] as const)
  const dependencies = {
    dependencies: { 'lru-cache': '*' },
    peerDependencies: { typescript: '*' },
    devDependencies: { jest: '*' }
  }
  const project = createTemporaryProject(
    {
      ...Object.fromEntries(files),
      'runtime/store.ts': "import './codec'\nexport const A = 1\n",
      'transformer/closure/names.ts': "import './listing-names'\nexport const A = 1\n",
      'tsconfig.json': '{}',
      'package.json': JSON.stringify({ name: 'tree', ...dependencies })
    },
    ['typescript', 'lru-cache', 'jest']
  )
  const cruiser = join(repository, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs')
  const config = join(repository, '.dependency-cruiser.cjs')
  const run = runNode([cruiser, 'transformer', 'runtime', 'test', '--config', config, '--output-type', 'json'], {
    cwd: project.folder
  })
  return (JSON.parse(run.stdout) as { summary: Cruised }).summary
}

describe('architecture rules', () => {
  const { violations: found, ruleSetUsed } = cruise()
  const broken = found.map(({ from, rule }) => `${from}: ${rule.name}`)

  test.each(violations)('%s: %s breaks %s', (file, _text, rule) => {
    expect(broken).toContain(`${file}: ${rule}`)
  })

  test.each(allowed)('%s: %s is allowed', file => {
    expect(broken.filter(line => line.startsWith(`${file}:`))).toEqual([])
  })

  test('every rule is broken by some line', () => {
    const tried = new Set<string>(violations.map(([, , rule]) => rule))
    expect(ruleSetUsed.forbidden.map(({ name }) => name).filter(name => !tried.has(name))).toEqual([])
  })
})
