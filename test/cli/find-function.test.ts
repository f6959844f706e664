import { findFunctions, findNearNames } from '../../transformer/cli/find-function'
import { closureWith } from '../support/closures'

const functions = [
  'src/a.ts#price',
  'src/b.ts#price',
  'src/b.ts#Shop.total',
  'src/c.ts#parseFlights',
  'src/c.ts#parseFlight'
].map(id => closureWith({ id, name: id.slice(id.indexOf('#') + 1) }))

test.each([
  ['src/b.ts#price', ['src/b.ts#price']],
  ['Shop.total', ['src/b.ts#Shop.total']],
  ['price', ['src/a.ts#price', 'src/b.ts#price']],
  ['total', []],
  ['Price', []]
])('%s is the name or id of %j', (subject, ids) => {
  expect(findFunctions(functions, subject).map(({ id }) => id)).toEqual(ids)
})

test.each([
  ['prise', ['price']],
  ['src/d.ts#price', ['price']],
  ['PRICE', ['price']],
  ['total', ['Shop.total']],
  ['parseFligths', ['parseFlight', 'parseFlights']],
  ['render', []],
  ['x', []]
])('%s is near to %j', (subject, names) => {
  expect(findNearNames(functions, subject)).toEqual(names)
})
