import Keyv from 'keyv'
import { cacheOf, configure, dispose, wrap } from '../../runtime'
import { makeRecord } from './records'

afterEach(dispose)

test.each(['delete', 'clear'] as const)(
  'a call that begins while the store is told to %s does not bring the entry back',
  async verb => {
    const keyv = new Keyv<string>()
    const remove = keyv.delete.bind(keyv)
    let goOn = (): void => {}
    const asked = new Promise<void>(resolve => {
      keyv.delete = async (key: string | string[]) => {
        resolve()
        await new Promise<void>(proceed => (goOn = proceed))
        return remove(key)
      }
    })
    configure({ store: keyv })
    let runs = 0
    const count = wrap(async () => ++runs, makeRecord({ parameters: { count: 0 } }))
    await count()
    const deleting = cacheOf(count)[verb]()
    await asked
    expect(await count()).toBe(1)
    goOn()
    await deleting
    expect(await count()).toBe(2)
  }
)
