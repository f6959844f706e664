/** Entry functions that use redux. */
import {
  applyMiddleware,
  bindActionCreators,
  combineReducers,
  compose,
  createStore,
  isAction,
  isPlainObject,
  type Middleware,
  type Reducer,
  type UnknownAction
} from 'redux'

interface Add extends UnknownAction {
  readonly type: 'add'
  readonly amount: number
}

const counter: Reducer<number, Add> = (state = 0, action) => (action.type === 'add' ? state + action.amount : state)
const journal: Reducer<readonly string[], Add> = (state = [], { type }) => (type === 'add' ? [...state, type] : state)

const add = (amount: number): Add => ({ type: 'add', amount })

const doubled: Middleware = () => next => action =>
  next(isAction(action) && 'amount' in action ? { ...action, amount: Number(action['amount']) * 2 } : action)

/** @cached */
export function count(amount = 2): number {
  const store = createStore(counter, 1)
  let notified = 0
  const unsubscribe = store.subscribe(() => (notified += 1))
  store.dispatch(add(amount))
  unsubscribe()
  store.dispatch(add(amount))
  return store.getState() + notified
}

/** @cached */
export function countInParts(amount = 2): unknown {
  const store = createStore(combineReducers({ counter, journal }) as unknown as Reducer<unknown, Add>)
  store.dispatch(add(amount))
  store.replaceReducer(combineReducers({ journal, counter }) as unknown as Reducer<unknown, Add>)
  return store.getState()
}

/** @cached */
export function countWithMiddleware(amount = 2): number {
  const passed: Middleware = store => next => action => {
    store.getState()
    return next(action)
  }
  const store = createStore(counter, applyMiddleware(doubled, passed))
  const bound = bindActionCreators({ add }, store.dispatch)
  bound.add(amount)
  bindActionCreators(add, store.dispatch)(amount)
  return store.getState()
}

/** @cached */
export function observe(amount = 2): readonly number[] {
  const seen: number[] = []
  const store = createStore(counter)
  const observable = store[Symbol.observable as keyof typeof store] ?? store['@@observable' as keyof typeof store]
  const { unsubscribe } = (observable as () => { subscribe(observer: object): { unsubscribe(): void } })().subscribe({
    next: (state: number) => seen.push(state)
  })
  store.dispatch(add(amount))
  unsubscribe()
  return seen
}

/** @cached */
export function refuse(value: unknown = [1, 'a', null, new Date(0), () => 1]): readonly string[] {
  const store = createStore(counter)
  const complaints: string[] = []
  for (const each of value as readonly unknown[]) {
    try {
      store.dispatch(each as Add)
    } catch (error) {
      complaints.push(String(error))
    }
    if (!isPlainObject(each)) complaints.push('not plain')
  }
  return complaints
}

/** @cached */
export function composeAll(value = 3): number {
  const increment = (n: number) => n + 1
  const square = (n: number) => n * n
  return compose(increment, square, increment)(value) + compose<number>(increment)(value)
}
