import { bundler } from './bundler'

export = bundler.rollup
