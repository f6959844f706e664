/** docs/lanes.md: the table of lanes and how each is set up, from the fixtures that the matrix builds. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHECKS, lanesFolder, type Check, type Lane } from './lane'

const GROUPS: Readonly<Record<Lane['group'], string>> = {
  compilers: 'Compilers',
  bundlers: 'Bundlers',
  runners: 'Test runners and Node'
}

const checks = Object.keys(CHECKS) as Check[]

export function renderLanes(introduction: string, lanes: readonly Lane[]): string {
  return (
    [introduction.trimEnd(), renderTable(lanes), ...Object.keys(GROUPS).map(group => renderGroup(group, lanes))].join(
      '\n\n'
    ) + '\n'
  )
}

function renderTable(lanes: readonly Lane[]): string {
  const rows = Object.keys(GROUPS).flatMap(group =>
    lanes
      .filter(lane => lane.group === group)
      .map(lane => `| ${lane.title} | ${checks.map(check => (lane.lacks?.[check] ? '–' : 'yes')).join(' | ')} |`)
  )
  return [
    `| lane | ${checks.join(' | ')} |`,
    `|---|${checks.map(() => '---').join('|')}|`,
    ...rows,
    '',
    ...checks.map(check => `- **${check}**: ${CHECKS[check]}`)
  ].join('\n')
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
