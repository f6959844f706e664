import type { UnpluginInstance } from 'unplugin'
import { bundler, type BundlerOptions } from './bundler'

const plugin: UnpluginInstance<BundlerOptions | undefined, false>['vite'] = bundler.vite

export = plugin
