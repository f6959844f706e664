import { bundler } from './bundler'

export = bundler.vite
