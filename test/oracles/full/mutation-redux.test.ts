import { libraries } from '../libraries'
import { testMutation } from '../mutation-suite'

testMutation(libraries.redux, 577)
