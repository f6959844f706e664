import { bundler } from './bundler'

export = bundler.webpack
