/**
 * Packs the built files once, so that the server never packs them again: beside each text file
 * and each wasm module lie a `.br` and a `.gz`, wherever that makes it smaller.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const PACKED = /\.(css|html|js|json|svg|wasm|webmanifest)$/
const brotli = promisify(brotliCompress) // its default is its best, slow: this is done once
const gz = promisify(gzip)

async function pack(path: string): Promise<void> {
  const plain = await readFile(path)
  const packed = { br: await brotli(plain), gz: await gz(plain, { level: 9 }) }
  for (const [suffix, bytes] of Object.entries(packed)) {
    if (bytes.length < plain.length) await writeFile(`${path}.${suffix}`, bytes)
  }
}

export function compress(): Plugin {
  return {
    name: 'greenlane-compress',
    apply: 'build',
    enforce: 'post',
    writeBundle: {
      order: 'post',
      async handler({ dir }) {
        if (!dir) throw new Error('the build has no output folder')
        const all = await readdir(dir, { recursive: true, withFileTypes: true })
        const files = all.filter((file) => file.isFile() && PACKED.test(file.name))
        await Promise.all(files.map((file) => pack(join(file.parentPath, file.name))))
      },
    },
  }
}
