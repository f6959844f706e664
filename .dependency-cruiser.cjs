/**
 * Who may import whom. Each rule's comment is its reason, and is printed when the rule is broken.
 * Type-only imports count, except where a rule says otherwise: they are dependencies of thought, if not of running code.
 */

const stages = ['discover', 'closure', 'fingerprint', 'diagnostics', 'emit']
const lister = '^transformer/closure/listing[^/]*$'
const storeOpener = '^transformer/cli/open-store\\.ts$'
const fileSystem = '^(node:)?fs($|/)'
const compiler = ['^typescript$', '(^|/)node_modules/(typescript|ts-patch)/']

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment:
        'Files that need each other to run can only be read, tested and changed together. (A part may name the types of ' +
        'the whole that it belongs to.)',
      severity: 'error',
      from: { pathNot: lister },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
    },
    {
      name: 'no-cycles-beside-the-lister',
      comment:
        'Expressions hold functions, functions hold statements, statements hold expressions: the files of the lister ' +
        'call each other as the language nests. Nothing else may join in.',
      severity: 'error',
      from: { path: lister },
      to: { circular: true, via: { pathNot: lister, dependencyTypesNot: ['type-only'] } }
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere fails when the code runs.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true }
    },
    {
      name: 'only-declared-packages',
      comment: 'What users install must hold everything that they run: a package has to be a dependency or a peer.',
      severity: 'error',
      from: { path: '^(transformer|runtime)/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm', 'npm-peer', 'npm-optional', 'type-only']
      }
    },
    {
      name: 'product-without-tests',
      comment: 'What is published must not depend on what is not.',
      severity: 'error',
      from: { path: '^(transformer|runtime)/' },
      to: { path: '^(test|fixtures|examples|bench|scripts|dist)/' }
    },
    {
      name: 'model-alone',
      comment: 'The model is plain data that every room shares: it imports nothing but itself.',
      severity: 'error',
      from: { path: '^transformer/model/' },
      to: { pathNot: '^transformer/model/' }
    },
    {
      name: 'runtime-without-transformer',
      comment: 'The runtime is loaded by production programs: no analysis and no compiler may come with it.',
      severity: 'error',
      from: { path: '^runtime/' },
      to: { path: ['^transformer/', ...compiler] }
    },
    {
      name: 'transformer-without-runtime',
      comment: 'The transformer knows the runtime by its contract only.',
      severity: 'error',
      from: { path: '^transformer/', pathNot: storeOpener },
      to: { path: '^runtime/', pathNot: '^runtime/contract\\.ts$' }
    },
    {
      name: 'stores-by-one-door',
      comment:
        'The commands that look into a store need what the runtime knows of stores and formats of entries, which must not ' +
        'be known twice. They get it by one file, that loads one file of the runtime.',
      severity: 'error',
      from: { path: storeOpener },
      to: { path: '^runtime/', pathNot: '^runtime/stored-entries\\.ts$' }
    },
    {
      name: 'stores-when-asked-for',
      comment: 'Who only reads a program (keyprint list) pays for no store: the runtime is loaded when one is opened.',
      severity: 'error',
      from: { path: '^transformer/' },
      to: { path: '^runtime/stored-entries\\.ts$', dynamic: false, dependencyTypesNot: ['type-only'] }
    },
    {
      name: 'contract-for-emit',
      comment: 'Only the emit stage writes calls of the runtime.',
      severity: 'error',
      from: { path: '^transformer/', pathNot: '^transformer/emit/' },
      to: { path: '^runtime/contract\\.ts$' }
    },
    {
      name: 'contract-as-types',
      comment:
        'The emit stage builds records as syntax: it needs the types of the contract, and no code of the runtime.',
      severity: 'error',
      from: { path: '^transformer/emit/' },
      to: { path: '^runtime/contract\\.ts$', dependencyTypesNot: ['type-only'] }
    },
    {
      name: 'compiler-as-value',
      comment:
        'The compiler that runs us is passed in as a value, so that one transformer works with several versions of ' +
        'TypeScript: import it as a type only.',
      severity: 'error',
      from: { path: '^transformer/' },
      to: { path: compiler, dependencyTypesNot: ['type-only'] }
    },
    {
      name: 'plain-data-rooms',
      comment:
        'Fingerprints, checks and reports are made from model data, never from syntax: no typescript, even as a type.',
      severity: 'error',
      from: { path: '^transformer/(fingerprint|diagnostics/checks|cli/reporters|model)/' },
      to: { path: compiler }
    },
    {
      name: 'reporters-alone',
      comment: 'A reporter turns model data into text and knows nothing else of the program.',
      severity: 'error',
      from: { path: '^transformer/cli/reporters/' },
      to: { path: '^transformer/', pathNot: '^transformer/(cli/reporters|model)/' }
    },
    ...stages.map(stage => ({
      name: `stage-${stage}`,
      comment:
        'Stages never import one another: what one makes reaches the next as model data through the pipeline. ' +
        'Beside the model a stage may know the questions of the code host and the types of the options.',
      severity: 'error',
      from: { path: `^transformer/${stage}/` },
      to: {
        path: '^transformer/',
        pathNot: [
          `^transformer/(${stage}|model)/`,
          '^transformer/program/code-host\\.ts$',
          '^transformer/options\\.ts$'
        ]
      }
    })),
    {
      name: 'stage-options-as-types',
      comment: 'Options are checked once, before the first stage: a stage needs their types and no code of theirs.',
      severity: 'error',
      from: { path: `^transformer/(${stages.join('|')})/` },
      to: { path: '^transformer/options\\.ts$', dependencyTypesNot: ['type-only'] }
    },
    {
      name: 'program-below-stages',
      comment: 'The code host answers questions about the program and does not know who asks.',
      severity: 'error',
      from: { path: '^transformer/program/' },
      to: { path: '^transformer/', pathNot: '^transformer/(program|model)/' }
    },
    {
      name: 'pipeline-runs-the-stages',
      comment: 'The order of the stages stands in pipeline.ts; everybody else asks the pipeline for its result.',
      severity: 'error',
      from: {
        path: '^transformer/',
        pathNot: ['^transformer/pipeline\\.ts$', '^transformer/(discover|closure|fingerprint)/']
      },
      to: { path: '^transformer/(discover|closure|fingerprint)/' }
    },
    {
      name: 'entries-on-top',
      comment: 'Command line, bundler plugins and the compiler entry use the pipeline; nothing below may use them.',
      severity: 'error',
      from: { path: '^transformer/', pathNot: '^transformer/(cli/|plugin/|index\\.ts$)' },
      to: { path: '^transformer/(cli/|plugin/|index\\.ts$)' }
    },
    {
      name: 'pipeline-on-top-of-stages',
      comment: 'Only entries run the pipeline.',
      severity: 'error',
      from: { path: '^transformer/', pathNot: '^transformer/(cli/|plugin/|index\\.ts$)' },
      to: { path: '^transformer/pipeline\\.ts$' }
    },
    {
      name: 'file-system',
      comment:
        'The file system is touched only in cli, plugin, program, and the files of the runtime: everything else ' +
        'works on what it is given, so that it does the same in every lane.',
      severity: 'error',
      from: {
        path: '^(transformer|runtime)/',
        pathNot: ['^transformer/(cli|plugin|program)/', '^runtime/(stores/)?file[^/]*\\.ts$']
      },
      to: { path: fileSystem }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default', 'types'] }
  }
}
