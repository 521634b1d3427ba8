/**
 * A random draw that anybody can repeat from its seed: the twin of the server's `rules/draw.py`,
 * which says how, held to the same units by `tests/vectors/sampling`.
 */
const WORD = 2 ** 48
const text = new TextEncoder()

/** A new seed: 16 random bytes in hex, to be made before anything is opened. */
export function newSeed(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
}

/** `n` different units from 1 to `lotSize`, ascending. Throws a RangeError where n > lotSize. */
export async function draw(seed: string, lotSize: number, n: number): Promise<number[]> {
  if (!(n >= 0 && n <= lotSize)) throw new RangeError('more units than there are')
  let counter = 0
  const below = async (k: number): Promise<number> => {
    const limit = WORD - (WORD % k)
    for (;;) {
      const word = await wordOf(`${seed}:${String(counter++)}`)
      if (word < limit) return word % k
    }
  }
  const moved = new Map<number, number>() // places whose unit is another than at first
  const chosen: number[] = []
  for (let place = 0; place < n; place += 1) {
    const other = place + (await below(lotSize - place))
    chosen.push((moved.get(other) ?? other) + 1)
    moved.set(other, moved.get(place) ?? place)
  }
  return chosen.sort((a, b) => a - b)
}

async function wordOf(counted: string): Promise<number> {
  const digest = new DataView(await crypto.subtle.digest('SHA-256', text.encode(counted)))
  return digest.getUint16(0) * 2 ** 32 + digest.getUint32(2)
}
