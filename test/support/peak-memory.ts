/**
 * Code of an expression: the most memory that its process has had so far, in bytes. On Linux not what `resourceUsage` says, which
 * begins with that of the process that started it.
 */
export const PEAK_MEMORY = `(() => {
  try {
    const [, kilobytes] = /VmHWM:\\s*(\\d+)/.exec(process.getBuiltinModule('fs').readFileSync('/proc/self/status', 'utf8'))
    return kilobytes * 1024
  } catch {
    return process.resourceUsage().maxRSS * 1024
  }
})()`
