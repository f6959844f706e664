/** A fixed sample: one package, in all rounds. `npm run test:oracles` transforms the others, too. */
import { describeIndifference } from './indifference/describe-indifference'

describeIndifference(['redux'])
