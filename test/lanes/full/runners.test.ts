import { describeGroup } from '../describe-group'

describeGroup('runners')
