import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { build } from 'vite'
import { offline } from './offline.ts'

/** A small app of its own, so that the test says what the plugin does, whatever the app is. */
let root = ''

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'greenlane-build-'))
  await writeFile(join(root, 'sw.ts'), 'self.files = __FILES__; self.again = __FILES__; self.later = __LATER__; self.v = __VERSION__\n')
  await writeFile(join(root, 'index.html'), '<script type="module" src="/main.ts"></script>')
})

afterAll(() => rm(root, { recursive: true }))

interface Built {
  files: string[]
  later: string[]
  version: string
}

async function buildApp(text: string): Promise<Built> {
  await writeFile(join(root, 'main.ts'), `document.title = ${JSON.stringify(text)}\n`)
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    publicDir: fileURLToPath(new URL('../public', import.meta.url)),
    plugins: [offline()],
    build: {
      rolldownOptions: {
        input: { index: join(root, 'index.html'), sw: join(root, 'sw.ts') },
        output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
      },
    },
  })
  const worker = await readFile(join(root, 'dist', 'sw.js'), 'utf8')
  const self: Record<string, unknown> = {}
  new Function('self', worker)(self)
  expect(self['again']).toEqual(self['files'])
  return {
    files: self['files'] as string[],
    later: self['later'] as string[],
    version: self['v'] as string,
  }
}

async function emitted(): Promise<string[]> {
  const all = await readdir(join(root, 'dist'), { recursive: true, withFileTypes: true })
  return all
    .filter((file) => file.isFile() && file.name !== 'sw.js')
    .map((file) => join(file.parentPath, file.name).slice(join(root, 'dist').length))
    .map((path) => (path === '/index.html' ? '/' : path))
    .sort()
}

test('every emitted file is kept for offline use, and the worker itself is not', async () => {
  const { files, later } = await buildApp('one')
  expect([...files, ...later].sort()).toEqual(await emitted())
  expect(later.every((name) => name.startsWith('/icons/'))).toBe(true) // this app has no desk
  expect(files).toContain('/')
  expect(files).toContain('/manifest.webmanifest')
})

test('the version changes with the app, and only with it', async () => {
  const first = await buildApp('one')
  expect(await buildApp('one')).toEqual(first)
  expect((await buildApp('two')).version).not.toBe(first.version)
})
