/** One line of a CSV file, by the names of its header. */
export type Row = Readonly<Record<string, string>>

/** The rows of a CSV text with a header line. A cell may be quoted; `""` in it stands for one quote. */
export function parseCsv(text: string): Row[] {
  const [header = [], ...lines] = splitLines(text)
  return lines.map(cells => Object.fromEntries(header.map((name, column) => [name, cells[column] ?? ''])))
}

function splitLines(text: string): string[][] {
  return text
    .split(/\r?\n/)
    .filter(line => line !== '')
    .map(splitCells)
}

function splitCells(line: string): string[] {
  const cells: string[] = []
  let cell = ''
  let quoted = false
  for (const part of line.match(/""|"|,|[^",]+/g) ?? []) {
    if (part === '"') quoted = !quoted
    else if (part === ',' && !quoted) {
      cells.push(cell)
      cell = ''
    } else cell += part === '""' ? '"' : part
  }
  cells.push(cell)
  return cells
}
