// A stock tus client under Node: node upload.mjs PACKAGE_JSON ENDPOINT FILE SHA256 HEADERS CUT_AT
// Uploads FILE, breaking off once CUT_AT bytes are sent (0: never) and resuming, and prints what
// happened as JSON.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const [manifest, endpoint, file, sha256, headers, cutAt] = process.argv.slice(2)
const { Upload } = createRequire(manifest)('tus-js-client')
const bytes = readFileSync(file)
const seen = { cut: false, url: null, status: null, offsets: [] }

function upload(uploadUrl) {
  return new Promise((resolve, reject) => {
    const running = new Upload(bytes, {
      endpoint,
      uploadUrl,
      metadata: { sha256 },
      headers: JSON.parse(headers),
      chunkSize: 64 * 1024,
      uploadDataDuringCreation: true,
      retryDelays: null,
      storeFingerprintForResuming: false,
      onError: (error) => {
        seen.status = error.originalResponse?.getStatus() ?? null
        reject(error)
      },
      onChunkComplete: (_size, accepted) => {
        seen.offsets.push(accepted)
        if (!seen.cut && Number(cutAt) && accepted >= Number(cutAt)) {
          seen.cut = true
          running.abort().then(() => resolve(running.url))
        }
      },
      onSuccess: () => resolve(running.url),
    })
    running.start()
  })
}

try {
  seen.url = await upload(null)
  if (seen.cut) seen.url = await upload(seen.url)
} catch (error) {
  seen.error = String(error)
}
console.log(JSON.stringify(seen))
