import { describeGroup } from '../describe-group'

describeGroup('bundlers')
