import { bundler } from './bundler'

export = bundler.rspack
