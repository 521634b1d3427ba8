/**
 * Everything that is on this phone only, as one file that a desk can import: for a phone that will
 * never have a network again.
 *
 * `manifest.json` names what follows; `entries/` holds each JWS as it was signed, with its personal values behind it, `photos/` the
 * bytes under their hash. Nothing in it needs to be believed: signatures and hashes say it all.
 */
import { presented } from '../wire/disclosures.ts'
import { instant } from '../wire/time.ts'
import type { Outbox } from './outbox.ts'
import type { EntryRow, Me, PhotoRow } from './types.ts'
import { zip, type ZipEntry } from './zip.ts'

const EXTENSIONS: Readonly<Record<PhotoRow['type'], string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/heic': 'heic',
  'video/mp4': 'mp4',
  'video/webm': 'webm',
}

export async function exportUnsent(outbox: Outbox, me: Me | null): Promise<Blob> {
  const { entries, photos } = await outbox.missing()
  const utf8 = new TextEncoder()
  const text = (name: string, content: string): ZipEntry => ({ name, bytes: utf8.encode(content) })
  const manifest = {
    format: 'greenlane-unsent',
    version: 1,
    made_at: instant(),
    dev: me?.dev ?? null,
    user: me?.user ?? null,
    entries: entries.map((entry) => {
      const { id, dev, seq, kind, crate, at, state, answer } = entry
      return { file: entryFile(entry), id, dev, seq, kind, crate, at, state, answer }
    }),
    photos: photos.map(([photo]) => {
      const { sha256, size, type, owner } = photo
      return { file: photoFile(photo), sha256, size, type, entry: owner?.id ?? null }
    }),
  }
  return zip(
    [
      text('manifest.json', `${JSON.stringify(manifest, null, 1)}\n`),
      ...entries.map((entry) => text(entryFile(entry), presented(entry))),
      ...photos.map(([photo, bytes]) => ({ name: photoFile(photo), bytes: new Uint8Array(bytes) })),
    ],
    new Date(),
  )
}

function entryFile({ seq, id }: EntryRow): string {
  return `entries/${String(seq).padStart(6, '0')}-${id}.jws`
}

function photoFile({ sha256, type }: PhotoRow): string {
  return `photos/${sha256}.${EXTENSIONS[type]}`
}
