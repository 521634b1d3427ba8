import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { build } from 'vite'
import { compress } from './compress.ts'

test('a text file is packed both ways and unpacks to itself; a tiny one is left alone', async () => {
  const root = await mkdtemp(join(tmpdir(), 'greenlane-pack-'))
  onTestFinished(() => rm(root, { recursive: true }))
  await writeFile(join(root, 'index.html'), `<p>${'绿色通道'.repeat(200)}</p>`)
  await writeFile(join(root, 'tiny.ts'), 'globalThis.x = 1\n')
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins: [compress()],
    build: {
      rolldownOptions: {
        input: [join(root, 'index.html'), join(root, 'tiny.ts')],
        output: { entryFileNames: '[name].js' },
      },
    },
  })
  const dist = join(root, 'dist')
  const plain = await readFile(join(dist, 'index.html'))
  expect(brotliDecompressSync(await readFile(join(dist, 'index.html.br')))).toEqual(plain)
  expect(gunzipSync(await readFile(join(dist, 'index.html.gz')))).toEqual(plain)
  expect(await readdir(dist)).not.toContain('tiny.js.gz')
})
