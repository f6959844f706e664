import { testCoverage } from '../coverage-suite'
import { libraries } from '../libraries'

testCoverage(Object.values(libraries))
