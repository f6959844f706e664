import { describeGroup } from '../describe-group'

describeGroup('compilers')
