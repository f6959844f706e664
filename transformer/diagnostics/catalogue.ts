/**
 * Every diagnostic code, once. Bands: 1xxx marks, 2xxx captures, 3xxx callees, 4xxx arguments and results, 5xxx
 * configuration and environment, 9xxx internal fault. A code is never used again for something else.
 */
import type { DiagnosticCode, Severity } from '../model/diagnostic'

export interface CatalogueEntry {
  readonly name: string
  readonly severity: Severity
  readonly message: (subject: string, reason: string) => string
  /** Why it matters, for `docs/diagnostics.md`. */
  readonly why: string
  readonly fix: string
}

export const CATALOGUE: Readonly<Record<DiagnosticCode, CatalogueEntry>> = {
  KP1001: {
    name: 'mark-on-nothing-cacheable',
    severity: 'error',
    message: (subject, reason) => `${subject} cannot be cached: ${reason}.`,
    why: 'A mark that does nothing looks like caching that works.',
    fix: 'Mark a function declaration, a const that holds one function, a method, or call `cached(fn)` or `singleton(fn)`.'
  },
  KP1002: {
    name: 'mark-misspelt',
    severity: 'error',
    message: (subject, reason) => `'${subject}' is not a mark; write '${reason}' if that is meant.`,
    why: 'A misspelt mark leaves the function as it is without a word.',
    fix: 'Write `@cached` or `@singleton`, or another word if neither is meant.'
  },
  KP1003: {
    name: 'mark-option-unknown',
    severity: 'error',
    message: (subject, reason) => `'${subject}' is not an option of the mark: ${reason}.`,
    why: 'An option that is not understood is an intention that is lost.',
    fix: 'Write options as `@cached ttl=5m lock=10s ignore=logger,trace`; begin prose with ` - `. Options that are functions stand in code: `cached(fn, { validate })`.'
  },
  KP1004: {
    name: 'mark-on-generator',
    severity: 'error',
    message: (subject, reason) => `'${subject}' cannot be cached: ${reason}.`,
    why: 'A generator is consumed step by step by whoever called it, and only once.',
    fix: 'Cache a function that returns the collected values.'
  },
  KP1005: {
    name: 'mark-on-computed-name',
    severity: 'error',
    message: (subject, reason) => `'${subject}' cannot be cached: ${reason}.`,
    why: 'The record of a cached method is attached by the name of the method.',
    fix: 'Give the method a plain name, or call a cached function from it.'
  },
  KP1006: {
    name: 'wrapped-function-unknown',
    severity: 'error',
    message: (subject, reason) => `${subject}: ${reason}.`,
    why: 'Without the code of the function there is no fingerprint, and the call would run uncached.',
    fix: 'Pass a function expression, a function declaration, or a const that holds one.'
  },
  KP1007: {
    name: 'suppression-incomplete',
    severity: 'error',
    message: (subject, reason) => `'${subject}' suppresses nothing: ${reason}.`,
    why: 'An accepted risk is only as good as the reason that was given for it.',
    fix: 'Write `// @keyprint-ignore KP2006 -- reason` on the line or above it.'
  },
  KP1008: {
    name: 'suppression-unused',
    severity: 'warning',
    message: subject => `Nothing reports ${subject} here any more.`,
    why: 'A suppression that outlives its cause hides the next one.',
    fix: 'Remove the comment.'
  },
  KP1009: {
    name: 'option-needs-promise',
    severity: 'error',
    message: (subject, reason) =>
      `'${subject}' has the option '${reason}', which is for functions that answer later, but by its type it does not always return a promise.`,
    why: 'A synchronous function cannot wait for the lock of another process, and nothing can run behind its answer.',
    fix: 'Make the function async, or remove the option.'
  },
  KP1010: {
    name: 'type-hooks-unseen',
    severity: 'warning',
    message: (subject, reason) =>
      `What '${subject}' is registered with cannot be followed: ${reason}. Calls that are given an instance, or return one, run uncached.`,
    why: 'Code that makes keys and entries has to be in the fingerprint, or an edit of it would take old entries for new ones.',
    fix: 'Write the functions in the call, `registerType(Money, { toKey: money => … })`, or name constant functions there.'
  },
  KP2001: {
    name: 'capture-without-content',
    severity: 'error',
    message: (subject, reason) => `'${subject}' cannot be part of the key: ${reason}.`,
    why: 'Two values of this kind cannot be told apart by their content, so that a hit could belong to another one.',
    fix: 'Pass in plain data, import the function itself, or move the call out of the cached function.'
  },
  KP2002: {
    name: 'capture-out-of-reach',
    severity: 'error',
    message: (subject, reason) => `'${subject}' cannot be read for the key: ${reason}.`,
    why: 'The value can change while the program runs, and the key could not tell.',
    fix: 'Rename one of the declarations, give the class a name, or move the binding to the top level of its module.'
  },
  KP2003: {
    name: 'capture-written',
    severity: 'error',
    message: subject => `'${subject}' is written by a cached function; a hit skips the write.`,
    why: 'After a hit the program is in another state than after a run.',
    fix: 'Return the new value and write it where the function is called. What only keeps results to have them ready can go: that is what the cache does.'
  },
  KP2004: {
    name: 'reads-time',
    severity: 'error',
    message: (subject, reason) =>
      `'${subject}' reads ${reason}, which is not in the key: a hit answers with the time of the first run.`,
    why: 'The stored answer stays the one of the moment it was made.',
    fix: 'Pass the time in as an argument, rounded as far as it matters, or set a ttl.'
  },
  KP2005: {
    name: 'reads-randomness',
    severity: 'error',
    message: (subject, reason) => `'${subject}' reads ${reason}: every hit gives the same ones again.`,
    why: 'What was meant to differ from call to call is the same for all callers.',
    fix: 'Draw outside of the cached function and pass the value in, or seed a generator from an argument.'
  },
  KP2006: {
    name: 'reads-outside-world',
    severity: 'warning',
    message: (subject, reason) => `'${subject}' reads ${reason}, which may change without the key changing.`,
    why: 'The key holds code, arguments and captured values; what lies outside of the program it cannot see.',
    fix: 'Pass the content in as an argument, or set a ttl that says how old an answer may be. A file or folder is an argument or captured value by its content as `file(path)` of keyprint. What always gives the same can be named in the plugin option `effects`, with `"kind": "none"`.'
  },
  KP2007: {
    name: 'reads-locale',
    severity: 'note',
    message: (subject, reason) =>
      `'${subject}' reads ${reason}; it is in the key, and machines with another one share no entries.`,
    why: 'What is made for one locale is not right in another.',
    fix: 'Name the locale and the time zone where the result is to be the same everywhere.'
  },
  KP2008: {
    name: 'captures-whole-environment',
    severity: 'warning',
    message: subject =>
      `All of '${subject}' is part of the key, since which variable is read is known only at run time.`,
    why: 'Any difference between two machines or shells is another key, so that they hardly ever share an entry.',
    fix: 'Read the variable by its name, or pass its value in.'
  },
  KP2009: {
    name: 'reads-time-zone',
    severity: 'note',
    message: (subject, reason) =>
      `'${subject}' depends on ${reason}; it is in the key, and machines in another one share no entries.`,
    why: 'What is right in one time zone is not right in another.',
    fix: 'Use the UTC methods or name the time zone where the result is to be the same everywhere.'
  },
  KP2010: {
    name: 'instance-changes-its-key',
    severity: 'error',
    message: subject => `'${subject}' is written while an instance is made, and is part of the key of the instance.`,
    why: 'The next call has another key: it finds no instance and makes one more.',
    fix: 'Write the variable where the singleton is called, or keep it in the instance.'
  },
  KP3001: {
    name: 'name-unknown',
    severity: 'error',
    message: (subject, reason) => `What '${subject}' refers to is not known: ${reason}.`,
    why: 'Code that is not found is not in the fingerprint.',
    fix: 'Declare or import the name.'
  },
  KP3002: {
    name: 'import-unresolved',
    severity: 'error',
    message: (subject, reason) => `'${subject}' is imported, but ${reason}.`,
    why: 'Code that is not found is not in the fingerprint. In a build that looks at one file at a time no import is found.',
    fix: 'Install the module, correct its path, or build with the whole program.'
  },
  KP3003: {
    name: 'declared-without-code',
    severity: 'error',
    message: (subject, reason) => `The code of '${subject}' is out of sight: ${reason}.`,
    why: 'Declarations stay the same when the code behind them changes.',
    fix: 'Include the source in the program, or pass the result in as an argument.'
  },
  KP3004: {
    name: 'syntax-not-understood',
    severity: 'error',
    message: (subject, reason) => `'${subject}' cannot be fingerprinted: ${reason}.`,
    why: 'What is not understood is reported rather than left out of the fingerprint.',
    fix: 'Write it in another way, or move it out of the cached function.'
  },
  KP3005: {
    name: 'dynamic-code',
    severity: 'error',
    message: (subject, reason) => `'${subject}' cannot be followed: ${reason}.`,
    why: 'Code that is chosen or made at run time cannot be in a fingerprint made at build time.',
    fix: 'Import the code statically, or move the call out of the cached function.'
  },
  KP3006: {
    name: 'patched-code',
    severity: 'error',
    message: subject =>
      `'${subject}' is replaced while the program runs; the fingerprint does not know the code that is used here.`,
    why: 'What is assigned at run time can differ between two programs that have the same fingerprint.',
    fix: 'Write a function of your own and call that, or move the call out of the cached function.'
  },
  KP3007: {
    name: 'import-by-condition',
    severity: 'warning',
    message: (subject, reason) => `'${subject}' leads to ${reason}, and the fingerprint is made without that code.`,
    why: 'Node and bundlers choose among the files of a package.json by conditions that the compiler does not know: results of other code would be kept under the same fingerprint.',
    fix: 'Name the condition in `customConditions` of the tsconfig that the program is built with, or choose by a value instead.'
  },
  KP4001: {
    name: 'argument-changed',
    severity: 'error',
    message: subject => `The argument '${subject}' is changed by a cached function; a hit leaves it as it is.`,
    why: 'What the caller sees of its own object depends on whether the call was a hit.',
    fix: 'Change a copy: `[...list].sort()`, `{ ...options, size: 1 }`.'
  },
  KP4002: {
    name: 'parameter-unkeyable',
    severity: 'warning',
    message: (subject, reason) =>
      `'${subject}' ${reason}: it cannot be part of the key, and calls that pass one run uncached. If the result does not depend on it, ` +
      (/[.[]/.test(subject)
        ? "make it a parameter of its own that starts with '_' or is listed in 'ignore'"
        : "start its name with '_' or list it in 'ignore'") +
      '; else pass data.',
    why: 'Two values of this kind cannot be told apart by their content, so that a call with one is never looked up.',
    fix: "Leave the parameter out of the key with a name such as `_log` or by `ignore=log`, pass plain data, or let the class say what tells its instances apart: `[Symbol.for('keyprint.key')]() { return … }`, or `registerType(Class, { toKey })`."
  },
  KP4003: {
    name: 'result-unstorable',
    severity: 'warning',
    message: (subject, reason) => `'${subject}' ${reason}: it cannot be stored, and every call runs.`,
    why: 'What comes back from a store is a copy of the content; what is more than that would be lost.',
    fix: 'Return plain data, and make the instance, function or stream of it where the function is called; or say how instances are kept: `registerType(Class, { encode, decode })`.'
  },
  KP4004: {
    name: 'ignored-parameter-used',
    severity: 'note',
    message: subject =>
      `'${subject}' is left out of the key, but the result may depend on it: a hit may answer for another value.`,
    why: 'Calls that differ in an ignored parameter share one answer.',
    fix: 'Take the parameter into the key, or use it for nothing but logging and the like.'
  },
  KP4005: {
    name: 'result-changed-for-nothing',
    severity: 'warning',
    message: (subject, reason) =>
      `'${reason}' changes a copy of what '${subject}' gives, which nobody else sees and nothing is done with.`,
    why: 'Each call of a cached function gives a result of its own: state that is kept in it is lost.',
    fix: 'Keep what calls share in a singleton (`singleton(() => new Map())`), or do something with the changed copy.'
  },
  KP5001: {
    name: 'option-unknown',
    severity: 'error',
    message: (subject, reason) => `Unknown option '${subject}' of the plugin keyprint/transformer: ${reason}.`,
    why: 'An option that is not understood is an intention that is lost.',
    fix: 'Correct the plugin line in the tsconfig.'
  },
  KP5002: {
    name: 'option-value',
    severity: 'error',
    message: (subject, reason) => `Option '${subject}' of the plugin keyprint/transformer: ${reason}.`,
    why: 'An option that is not understood is an intention that is lost.',
    fix: 'Correct the plugin line in the tsconfig.'
  },
  KP5003: {
    name: 'script-file',
    severity: 'error',
    message: (subject, reason) => `'${subject}' cannot be cached: ${reason}.`,
    why: 'Emitted code imports the runtime, and only a module can import.',
    fix: 'Add an import or export to the file, or set `"moduleDetection": "force"`.'
  },
  KP5004: {
    name: 'text-changed',
    severity: 'error',
    message: subject =>
      `${subject} has cached functions, but what is to be built is not what stands in the file: another plugin has changed it before.`,
    why: 'The analysis reads the file; code that something else has put there would be in no fingerprint.',
    fix: 'Let keyprint be the first plugin that gets the file.'
  },
  KP5005: {
    name: 'single-file',
    severity: 'error',
    message: (subject, reason) =>
      `${subject} has cached functions, and ${reason}: what they call is out of sight. Turn on type checks, or use keyprint/jest or keyprint/webpack.`,
    why: 'A mode that transpiles each file by itself sees no callees: a fingerprint without them would stay when they change.',
    fix: 'Turn off `isolatedModules` of ts-jest, `transpileOnly` of ts-loader and `-T` of ts-node, or use `keyprint/jest`, `keyprint/webpack` and `keyprint/register`, which need no type checks.'
  },
  KP5006: {
    name: 'edited-meanwhile',
    severity: 'error',
    message: subject =>
      `${subject} has cached functions, and code that they depend on was edited while this was built: what is built is of both.`,
    why: 'A bundler reads the files that a cached function depends on after its fingerprint was made: new code would stand beside the fingerprint of the old one.',
    fix: 'Build again. Modes that watch do so by themselves.'
  },
  KP5007: {
    name: 'kept-in-process',
    severity: 'error',
    message: subject =>
      `${subject} has cached functions, and ts-jest keeps what it has compiled of it under --runInBand with --watch, whatever becomes of the code that they depend on.`,
    why: 'A process of jest that stays looks at nothing but the time of a file that it has compiled: the fingerprint would be that of code which is gone.',
    fix: 'Leave out `--watch`, or `--runInBand` and `--detectOpenHandles`; or use `keyprint/jest`, which knows all of them.'
  },
  KP5010: {
    name: 'unnoticed-under-build-watch',
    severity: 'warning',
    message: (subject, reason) =>
      `'tsc -b --watch' does not notice when ${subject} changes, whose code is part of this function: ${reason}.`,
    why: 'It opens a project again when declarations change that the project refers to, and the body of a function is in none.',
    fix: 'Give the other project the same plugin line and refer to it, or use `tsc -b`, which always looks.'
  },
  KP9001: {
    name: 'internal-fault',
    severity: 'error',
    message: (subject, reason) => `keyprint failed on '${subject}': ${reason}.`,
    why: 'This is a fault of keyprint, not of your program.',
    fix: 'Please report it with the code that shows it.'
  }
}
