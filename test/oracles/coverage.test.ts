import { testCoverage } from './coverage-suite'
import { libraries } from './libraries'

testCoverage([libraries.minisearch, libraries.redux])
