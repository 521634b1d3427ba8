/** The labels this phone has seen, when and where: how one number at two places shows. */
import type { Connection } from './connection.ts'
import type { Notices } from './notices.ts'
import type { Sighting } from './types.ts'

/** Scans of one label within this time are one sighting. */
const SAME_SCAN_MS = 60_000

export class Sightings {
  readonly #db: Connection
  readonly #notices: Notices

  constructor(db: Connection, notices: Notices) {
    this.#db = db
    this.#notices = notices
  }

  async saw(sighting: Sighting): Promise<void> {
    const isNew = await this.#db.write(['sightings'], async (tx) => {
      const earlier = await tx.objectStore('sightings').index('by_number').getAll(sighting.number)
      if (earlier.some((other) => isSameScan(other, sighting))) return false
      await tx.objectStore('sightings').add(sighting)
      return true
    })
    if (isNew) this.#notices.tell('sightings')
  }

  of(number: string): Promise<Sighting[]> {
    return this.#db.read(['sightings'], (tx) =>
      tx.objectStore('sightings').index('by_number').getAll(number),
    )
  }
}

function isSameScan(a: Sighting, b: Sighting): boolean {
  const apart = Math.abs(Date.parse(a.at) - Date.parse(b.at))
  return a.token === b.token && a.place === b.place && apart < SAME_SCAN_MS
}
