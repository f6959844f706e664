/** A fixed sample. `npm run test:oracles` generates more, and others each time. */
import { describeFuzz } from './fuzz/describe-fuzz'

describeFuzz({ edits: 12, rewritings: 6, seed: 1 })
