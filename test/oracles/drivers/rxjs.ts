/** Entry functions that use rxjs. */
import {
  AsyncSubject,
  BehaviorSubject,
  EMPTY,
  Observable,
  ReplaySubject,
  Subject,
  VirtualTimeScheduler,
  animationFrameScheduler,
  asapScheduler,
  asyncScheduler,
  audit,
  bindCallback,
  bindNodeCallback,
  buffer,
  bufferCount,
  bufferTime,
  catchError,
  combineLatest,
  concat,
  concatMap,
  connectable,
  count,
  debounceTime,
  defaultIfEmpty,
  defer,
  delay,
  dematerialize,
  distinct,
  distinctUntilChanged,
  every,
  exhaustMap,
  expand,
  filter,
  finalize,
  find,
  first,
  firstValueFrom,
  forkJoin,
  from,
  fromEventPattern,
  generate,
  groupBy,
  iif,
  interval,
  last,
  lastValueFrom,
  map,
  materialize,
  max,
  merge,
  mergeMap,
  min,
  observeOn,
  of,
  pairwise,
  partition,
  queueScheduler,
  race,
  range,
  reduce,
  repeat,
  retry,
  sample,
  scan,
  scheduled,
  sequenceEqual,
  share,
  shareReplay,
  single,
  skip,
  skipLast,
  startWith,
  subscribeOn,
  switchMap,
  take,
  takeLast,
  takeUntil,
  takeWhile,
  tap,
  throttleTime,
  throwError,
  timeout,
  timer,
  toArray,
  using,
  windowCount,
  withLatestFrom,
  zip
} from 'rxjs'

/** @cached */
export function transform(end = 9): unknown {
  const seen: unknown[] = []
  range(1, end)
    .pipe(
      filter(n => n % 2 === 1),
      map(n => n * 10),
      scan((sum, n) => sum + n, 0),
      startWith(-1),
      pairwise(),
      distinctUntilChanged((a, b) => a[1] === b[1]),
      skip(1),
      bufferCount(2),
      tap({ next: pair => seen.push(pair), complete: () => seen.push('done') }),
      finalize(() => seen.push('finally'))
    )
    .subscribe()
  return seen
}

/** @cached */
export function summarize(end = 9): unknown {
  const seen: unknown[] = []
  const source = range(1, end)
  const summaries = [
    source.pipe(count()),
    source.pipe(reduce((sum, n) => sum + n, 0)),
    source.pipe(max()),
    source.pipe(min()),
    source.pipe(every(n => n > 0)),
    source.pipe(find(n => n === 3)),
    source.pipe(first()),
    source.pipe(last()),
    source.pipe(single(n => n === 4)),
    source.pipe(skipLast(2), takeLast(2), toArray()),
    source.pipe(
      distinct(n => n % 3),
      sequenceEqual(of(1, 2, 3))
    ),
    EMPTY.pipe(defaultIfEmpty('none'))
  ]
  for (const each of summaries) (each as Observable<unknown>).subscribe(value => seen.push(value))
  return seen
}

/** @cached */
export function flatten(end = 3): unknown {
  const seen: unknown[] = []
  const source = range(1, end)
  const flat = [
    source.pipe(mergeMap(n => of(n, n))),
    source.pipe(concatMap(n => [n, -n])),
    source.pipe(switchMap(n => from(new Set([n])))),
    source.pipe(exhaustMap(n => of(n))),
    source.pipe(
      expand(n => (n < 20 ? of(n * 2) : EMPTY)),
      take(10)
    ),
    source.pipe(
      groupBy(n => n % 2),
      mergeMap(group => group.pipe(toArray()))
    ),
    source.pipe(
      windowCount(2),
      mergeMap(each => each.pipe(toArray()))
    ),
    source.pipe(materialize(), dematerialize(), repeat(2))
  ]
  for (const each of flat) (each as Observable<unknown>).subscribe(value => seen.push(value))
  return seen
}

/** @cached */
export function combine(value = 1): unknown {
  const seen: unknown[] = []
  const [even, odd] = partition(range(value, 4), n => n % 2 === 0)
  const combined = [
    combineLatest([even, odd]),
    combineLatest({ even, odd }),
    concat(even, odd),
    merge(even, odd),
    zip(even, odd),
    forkJoin([even, odd]),
    forkJoin({ even, odd }),
    race(even, odd),
    iif(() => value > 0, even, odd),
    defer(() => odd),
    generate(0, n => n < 3, n => n + 1), // prettier-ignore
    using(
      () => ({ unsubscribe: () => void seen.push('unused') }),
      () => of(value)
    ),
    even.pipe(withLatestFrom(odd))
  ]
  for (const each of combined) (each as Observable<unknown>).subscribe(next => seen.push(next))
  return seen
}

/** @cached */
export function multicast(value = 1): unknown {
  const seen: unknown[] = []
  const see = (next: unknown) => void seen.push(next)
  const subject = new Subject<number>()
  const behavior = new BehaviorSubject(value)
  const replay = new ReplaySubject<number>(2)
  const late = new AsyncSubject<number>()
  for (const each of [behavior, replay, late]) subject.subscribe(each)
  const shared = subject.pipe(share())
  const kept = subject.pipe(shareReplay(1))
  const connected = connectable(subject.asObservable())
  for (const each of [shared, shared, kept, connected]) each.subscribe(see)
  const connection = connected.connect()
  const stop = new Subject<void>()
  subject.pipe(takeUntil(stop), takeWhile(n => n < 5), buffer(stop), sample(stop), audit(() => stop)).subscribe(see) // prettier-ignore
  for (const n of [1, 2, 3]) subject.next(n + value)
  stop.next()
  connection.unsubscribe()
  subject.complete()
  for (const each of [behavior, replay, late, kept]) each.subscribe(see)
  return [...seen, behavior.value, subject.observed]
}

/** @cached */
export function fail(text = 'no'): unknown {
  const seen: unknown[] = []
  const failing = throwError(() => new Error(text))
  failing
    .pipe(
      retry(2),
      catchError(error => of(String(error)))
    )
    .subscribe(value => seen.push(value))
  failing.subscribe({ error: error => seen.push(String(error)) })
  of(1, 2).pipe(single()).subscribe({ error: error => seen.push(String(error)) }) // prettier-ignore
  EMPTY.pipe(first()).subscribe({ error: error => seen.push(String(error)) }) // prettier-ignore
  new Observable<number>(subscriber => {
    subscriber.next(1)
    subscriber.error(new Error(text))
    return () => seen.push('torn down')
  }).subscribe({ next: value => seen.push(value), error: error => seen.push(String(error)) })
  return seen
}

/** @cached */
export function passTime(unit = 10): unknown {
  const seen: unknown[] = []
  const time = new VirtualTimeScheduler()
  const ticks = interval(unit, time).pipe(take(6))
  const timed = [
    ticks.pipe(delay(unit, time)),
    ticks.pipe(debounceTime(unit / 2, time)),
    ticks.pipe(throttleTime(unit * 2, time)),
    ticks.pipe(bufferTime(unit * 3, null, Infinity, time)),
    ticks.pipe(timeout({ each: unit * 2, scheduler: time })),
    timer(unit, unit, time).pipe(take(2)),
    scheduled([1, 2], time),
    of(1).pipe(observeOn(time), subscribeOn(time))
  ]
  for (const each of timed) (each as Observable<unknown>).subscribe(value => seen.push([time.now(), value]))
  time.flush()
  return seen
}

/** @cached */
export async function schedule(value = 1): Promise<unknown> {
  const seen: unknown[] = []
  const started = [asapScheduler, asyncScheduler, queueScheduler].map(scheduler =>
    lastValueFrom(scheduled([value, value], scheduler))
  )
  queueScheduler.schedule(() => queueScheduler.schedule(() => seen.push('inner')))
  seen.push(animationFrameScheduler.now() > 0)
  return [...(await Promise.all(started)), await firstValueFrom(timer(1).pipe(map(() => value))), ...seen]
}

/** @cached */
export async function convert(value = 1): Promise<unknown> {
  const callback = bindCallback((n: number, done: (sum: number) => void) => done(n + 1))
  const node = bindNodeCallback((n: number, done: (error: unknown, sum: number) => void) => done(null, n + 1))
  const pattern = fromEventPattern<number>(
    handler => handler(value),
    () => undefined
  )
  async function* many() {
    yield value
    yield value + 1
  }
  return [
    await lastValueFrom(callback(value)),
    await lastValueFrom(node(value)),
    await firstValueFrom(pattern),
    await lastValueFrom(from(Promise.resolve(value))),
    await lastValueFrom(from(many())),
    await lastValueFrom(from('text').pipe(toArray())),
    await lastValueFrom(from(new Map([[value, value]])))
  ]
}
