import type ts from 'typescript'

/** Sources that programs of this process have followed without compiling them. */
const followed = new Set<string>()

export function rememberFollowed(paths: readonly string[]): void {
  for (const path of paths) followed.add(path)
}

export function isFollowed(paths: readonly string[]): boolean {
  return paths.some(path => followed.has(path))
}

/**
 * Lets `tsc -b --watch` open the projects that refer to this one: it does so only if the text of a declaration file has
 * changed, and the body of a function is not in there. One declaration file is written with another text and then as it
 * is, so that the builder notes a change and compilers that read the file find none.
 */
export function createAnnouncement(): (writeFile: ts.WriteFileCallback) => ts.WriteFileCallback {
  let announced = false
  return writeFile => (name, text, byteOrderMark, onError, sources, data) => {
    writeFile(name, text, byteOrderMark, onError, sources, data)
    if (announced || !/\.d\.[cm]?ts$/.test(name)) return
    announced = true
    writeFile(name, `${text}\n`, byteOrderMark, onError, sources, { ...data })
    writeFile(name, text, byteOrderMark, onError, sources, { ...data })
  }
}
