/**
 * Tells the service worker what the build emitted.
 *
 * The worker holds two placeholders. After everything else has been emitted they become the
 * list of files to keep for offline use and a digest of their names and contents, so that the
 * worker changes exactly when the app does, and the browser notices by itself.
 *
 * What only the desk uses, and the pictures for the system's list of apps, is a list of its own: a
 * phone on a slow line is ready without it.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Plugin, Rolldown } from 'vite'

const WORKER = 'sw.js'
const KEEP_OUT = /\.(map|br|gz)$/

function publicFiles(dir: string): [string, Uint8Array][] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .map((path) => [relative(dir, path).split('\\').join('/'), readFileSync(path)])
}

/** What the phone's screens start besides. */
const FIELD_WORKER = /\/(decode|photo)\.worker-/
/** For the system's own lists of apps, which ask for them when the app is put there. */
const AFTER = /^icons\/.*\.png$/

const DESK = /\/src\/(screens\/desk|i18n\/(zh|en)\/office)/

/** The names of what the app can come to without ever opening the desk, with their styles. */
function fieldFiles(bundle: Rolldown.OutputBundle): Set<string> {
  const found = new Set<string>()
  const visit = (name: string): void => {
    const chunk = bundle[name]
    if (found.has(name) || chunk?.type !== 'chunk') return
    found.add(name)
    const styles = (chunk as { viteMetadata?: { importedCss: Set<string> } }).viteMetadata?.importedCss
    for (const style of styles ?? []) found.add(style)
    for (const next of chunk.imports) visit(next)
    for (const next of chunk.dynamicImports) {
      const to = bundle[next]
      if (to?.type === 'chunk' && !DESK.test(to.facadeModuleId ?? '')) visit(next)
    }
  }
  for (const [name, item] of Object.entries(bundle)) {
    if (item.type === 'chunk' && item.isEntry && name !== WORKER) visit(name)
  }
  return found
}

export function offline(): Plugin {
  let publicDir = ''
  return {
    name: 'greenlane-offline',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      publicDir = config.publicDir
    },
    generateBundle: {
      order: 'post', // index.html is emitted late
      handler(_options, bundle) {
        const files = new Map<string, Uint8Array | string>(publicFiles(publicDir))
        for (const [name, item] of Object.entries(bundle)) {
          if (name === WORKER || KEEP_OUT.test(name)) continue
          files.set(name, item.type === 'chunk' ? item.code : item.source)
        }
        const names = [...files.keys()].sort()
        const hash = createHash('sha256')
        for (const name of names) hash.update(name).update('\0').update(files.get(name) ?? '')
        const worker = bundle[WORKER]
        if (worker?.type !== 'chunk') throw new Error(`${WORKER} was not emitted`)
        const field = fieldFiles(bundle)
        const deskOnly = (name: string): boolean =>
          AFTER.test(name) ||
          (/\.(js|css)$/.test(name) && !field.has(name) && !FIELD_WORKER.test(name))
        const urls = (some: string[]): string =>
          JSON.stringify(some.map((name) => (name === 'index.html' ? '/' : `/${name}`)))
        worker.code = worker.code
          .replaceAll('__FILES__', () => urls(names.filter((name) => !deskOnly(name))))
          .replaceAll('__LATER__', () => urls(names.filter(deskOnly)))
          .replaceAll('__VERSION__', () => JSON.stringify(hash.digest('hex').slice(0, 16)))
      },
    },
  }
}
