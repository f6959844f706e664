/** docs/lanes.md: the table of lanes and how each is set up, from the fixtures that the matrix builds. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { edits, rounds } from './stale-project'
import { toolWays } from './tool-ways'
import { tspcWays } from './tspc-ways'
import { CHECKS, lackOf, lanesFolder, type Check, type Lane } from './lane'

const GROUPS: Readonly<Record<Lane['group'], string>> = {
  compilers: 'Compilers',
  bundlers: 'Bundlers',
  runners: 'Test runners and Node'
}

const checks = Object.keys(CHECKS) as Check[]

export function renderLanes(introduction: string, lanes: readonly Lane[]): string {
  return (
    [
      introduction.trimEnd(),
      renderTable(lanes),
      NEVER_STALE,
      renderSetup(),
      ...Object.keys(GROUPS).map(group => renderGroup(group, lanes))
    ].join('\n\n') + '\n'
  )
}

/** Each way has a test in full/never-stale*.test.ts. */
const NEVER_STALE = `## Never stale

Everything that keeps something from one build to the next is tried with an edit of each kind, ${rounds} times in a row. The next
build or request has to carry the fingerprint of a build from nothing, and a build after no change to leave its output as it
was.

| edit | of |
|---|---|
${edits.map(({ name, file }) => `| ${name} | \`${file}\` |`).join('\n')}

The ways are tspc with \`--incremental\`, \`-b\`, \`--watch\` and \`-b --watch\`, each with and without declarations and
\`isolatedModules\` (${tspcWays().length} in all), and

${toolWays.map(({ name, edits: only }) => `- ${name}${only ? ` (${only.join(', ')})` : ''}`).join('\n')}

ts-loader itself lets webpack know of the files that a file imports, and not of what those depend on: \`keyprint/ts-loader\` stands
before it. jest watches no packages: what was installed meanwhile counts in its next run. Rspack does not watch \`node_modules\` by default; it was tried with another \`watchOptions.ignored\`. Under
\`jest --runInBand --watch\` a process looks at nothing but the time of a file that it has compiled, so that \`keyprint/jest\` sets
it a millisecond later where fingerprints have changed; files with marks are refused there by ts-jest (KP5007). What ts-jest keeps goes by
the fingerprints of the project of the next \`tsconfig.json\`; \`KEYPRINT_PROJECT\` names another one.

A file that comes to be where it is found before another one (\`share.ts\` before \`share/index.ts\`, a package in a nearer
\`node_modules\`) counts in all of these as well, and is noticed when it is written.

What is edited while a bundler builds is in no output: the build fails (KP5006), and where it watches another one follows. Ways
that watch are tried with files that are empty or of another text in between. An edit that leaves size and time of a file as
they were need not be noticed by a tool that watches.`

function renderTable(lanes: readonly Lane[]): string {
  const rows = Object.keys(GROUPS).flatMap(group =>
    lanes
      .filter(lane => lane.group === group)
      .map(lane => `| ${lane.title} | ${checks.map(check => (lackOf(lane, check) ? '–' : 'yes')).join(' | ')} |`)
  )
  return [
    `| lane | ${checks.join(' | ')} |`,
    `|---|${checks.map(() => '---').join('|')}|`,
    ...rows,
    '',
    ...checks.map(check => `- **${check}**: ${CHECKS[check]}`)
  ].join('\n')
}

function renderSetup(): string {
  return `## Set one up

\`npm install keyprint\`, and \`npm install --save-dev\` of the tools that the lane names, TypeScript among them. The commands are
those of scripts in a package.json; in a shell, \`npx\` goes before them. Where no tsconfig.json is shown it is
\`{ "extends": "./tsconfig.base.json" }\`, and this is the \`tsconfig.base.json\` of all:

\`\`\`json
${readFileSync(join(lanesFolder, 'project', 'tsconfig.base.json'), 'utf8').trimEnd()}
\`\`\``
}

function renderGroup(group: string, lanes: readonly Lane[]): string {
  const own = lanes.filter(lane => lane.group === group)
  return [`## ${GROUPS[group as Lane['group']]}`, ...own.map(renderLane)].join('\n\n')
}

function renderLane({ name, title, before, build, run, shows, note }: Lane): string {
  const commands = [before, build, run].filter(command => command !== undefined)
  const files = shows.map(file => {
    const text = readFileSync(join(lanesFolder, name, file), 'utf8').trimEnd()
    return `\`${file}\`\n\n\`\`\`${/\.json$/.test(file) ? 'json' : 'js'}\n${text}\n\`\`\``
  })
  return [
    `### ${title}`,
    ...(note === undefined ? [] : [note]),
    ...files,
    `\`\`\`sh\n${commands.join('\n')}\n\`\`\``
  ].join('\n\n')
}
