import { bundler } from './bundler'

export = bundler.esbuild
