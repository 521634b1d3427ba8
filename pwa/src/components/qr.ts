/** QR codes made in this browser: what is printed is what was checked here, not a picture sent. */
import qrcode from 'qrcode-generator'

const QUIET = 4 // modules of margin that readers want

export interface QrDrawing {
  /** Edge of the drawing in modules, its margin included. */
  edge: number
  /** An SVG path of all dark modules. */
  path: string
}

/** The text as UTF-8, at error correction M. */
export function drawQr(text: string): QrDrawing {
  const code = qrcode(0, 'M')
  const bytes = new TextEncoder().encode(text)
  code.addData(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''), 'Byte')
  code.make()
  const count = code.getModuleCount()
  let path = ''
  for (let row = 0; row < count; row += 1) {
    for (let column = 0; column < count; column += 1) {
      if (code.isDark(row, column)) path += `M${String(column + QUIET)} ${String(row + QUIET)}h1v1h-1z`
    }
  }
  return { edge: count + 2 * QUIET, path }
}
