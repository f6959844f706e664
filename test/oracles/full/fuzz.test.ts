import { describeFuzz } from '../fuzz/describe-fuzz'

// The same programs in each run, so that a failure is there again; another seed is other programs.
const { KEYPRINT_SEED: seed = '202' } = process.env

describeFuzz({ edits: 600, rewritings: 300, seed: Number(seed) })
