import { Batch } from '../../runtime/stores/batch'

test('what is asked for at once is read together, and large entries each by itself', async () => {
  const asked: string[] = []
  const entries = new Map([
    ['a', 'small'],
    ['b', 'small'],
    ['large', 'x'.repeat(40_000)]
  ])
  const batch = new Batch(
    (key, done) => {
      asked.push(key)
      setImmediate(() => done(entries.get(key)))
    },
    (keys, done) => {
      asked.push(keys.join('+'))
      setImmediate(() => done(keys.map(key => entries.get(key))))
    }
  )
  const get = (...keys: string[]) => Promise.all(keys.map(key => batch.get(key)))
  expect(await get('a', 'b')).toEqual(['small', 'small'])
  expect((await get('a', 'large')).map(entry => entry?.length)).toEqual([5, 40_000])
  await get('large', 'nothing', 'large')
  await get('a')
  await get('a', 'b')
  expect(asked).toEqual(['a+b', 'a+large', 'large', 'nothing', 'large', 'a', 'a+b'])
})

test('where they cannot be read, each is told', async () => {
  const batch = new Batch(
    (_, __, failed) => failed(new Error('one')),
    (_, __, failed) => failed(new Error('many'))
  )
  const many = await Promise.allSettled([batch.get('a'), batch.get('b')])
  expect(many.map(each => String(each.status === 'rejected' && each.reason))).toEqual(['Error: many', 'Error: many'])
  await expect(batch.get('a')).rejects.toThrow('one')
})
