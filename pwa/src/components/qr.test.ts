/** A reader that is not the writer's reads what was drawn. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { beforeAll, expect, it } from 'vitest'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { drawQr } from './qr.ts'

const MODULE_PX = 4
const WASM = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')

beforeAll(async () => {
  const bytes = readFileSync(WASM)
  const wasmBinary = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true })
})

/** The drawing as a browser fills it. */
function painted({ edge, path }: { edge: number; path: string }): ImageData {
  const width = edge * MODULE_PX
  const data = new Uint8ClampedArray(width * width * 4).fill(255)
  for (const [, x = '', y = ''] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = 0; row < MODULE_PX; row += 1) {
      const from = ((Number(y) * MODULE_PX + row) * width + Number(x) * MODULE_PX) * 4
      for (let at = from; at < from + MODULE_PX * 4; at += 4) data.fill(0, at, at + 3)
    }
  }
  return { data, width, height: width, colorSpace: 'srgb' } as ImageData
}

it('a checkpoint with its dash survives the way over paper', async () => {
  const note = `log.example/journal/e1\n1234\n${'A'.repeat(43)}=\n\n— log.example/journal/e1 ${'b'.repeat(92)}\n`
  const [code] = await readBarcodes(painted(drawQr(note)), { formats: ['QRCode'] })
  expect(code?.text).toBe(note)
})
