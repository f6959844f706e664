import type ts from 'typescript'

export function isOlderThan(compiler: typeof ts, major: number, minor: number): boolean {
  const [ownMajor = 0, ownMinor = 0] = compiler.versionMajorMinor.split('.').map(Number)
  return ownMajor < major || (ownMajor === major && ownMinor < minor)
}
