import { describeFuzz } from '../fuzz/describe-fuzz'

const { KEYPRINT_SEED: seed = String(Date.now() % 2 ** 31) } = process.env

describeFuzz({ edits: 600, rewritings: 300, seed: Number(seed) })
