import { libraries } from './libraries'
import { testMutation } from './mutation-suite'

testMutation(libraries.minisearch, 15)
testMutation(libraries.redux, 30)
