import { describeIndifference } from '../indifference/describe-indifference'

const rows = describeIndifference(['@noble/hashes', 'minisearch', 'redux', 'rxjs'])

test('every transformation has found something to edit', () => {
  const edited = rows.flatMap(({ places }) => [...places]).filter(([, places]) => places > 0)
  const names = new Set(rows.flatMap(({ places }) => [...places.keys()]))
  expect([...names].filter(name => !edited.some(([other]) => other === name))).toEqual([])
})
