// What the demo prints: plain text, with colors on a terminal that has them.
import { styleText } from 'node:util'

const hasColors = process.stdout.isTTY === true && !process.env.NO_COLOR && process.stdout.hasColors()

/** @param {Parameters<typeof styleText>[0]} style */
function paint(style, text) {
  return hasColors ? styleText(style, text) : text
}

export function tellTitle(title, ...lines) {
  console.log(paint('bold', title))
  for (const line of lines) console.log(paint('gray', line))
}

export function tellChapter(number, title, text) {
  console.log(`\n${paint(['bold', 'cyan'], `${number}. ${title}`)}`)
  for (const line of text) console.log(`   ${line}`)
}

export function tellBuild(command, milliseconds) {
  console.log(`   ${paint('gray', `$ ${command}   (${(milliseconds / 1000).toFixed(1)} s)`)}`)
}

const VERDICTS = { ran: ['yellow', 'ran'], hit: ['green', 'hit'], idle: ['gray', 'not asked'] }

/** One line for a cached function: what became of it, and how long the program waited for it, if it asked itself. */
export function tellFunction(name, state, milliseconds) {
  const [style, verdict] = VERDICTS[state]
  const time = milliseconds === undefined ? '' : `${milliseconds.toFixed(1)} ms`
  console.log(`     ${name.padEnd(15)} ${paint(style, verdict.padEnd(10))} ${time.padStart(10)}`.trimEnd())
}

export function tellAnswer(label, trip, remark, style) {
  const [best] = trip.routes
  const answer = `${best.stops.join(' → ')} for $${Math.round(best.total).toLocaleString('en-US')}`
  console.log(`   ${label.padEnd(15)} ${paint('bold', answer.padEnd(30))} ${paint(style, remark)}`)
}

export function tellEnd(text) {
  console.log(`\n${paint(['bold', 'green'], text)}`)
}

export function tellFailure(text) {
  console.error(`\n${paint(['bold', 'red'], 'The demo did not go as told.')}\n${text}`)
}
