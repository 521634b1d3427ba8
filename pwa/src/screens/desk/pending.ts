/** Which crates still want a label, and which of them can bear one. */
import { crates, type CrateFilter } from '@/sync/desk.ts'
import type { CrateRow } from '@/wire/types.ts'

const PAGE = 500

/** All crates of a filter, page by page. */
export async function allCrates(filter: CrateFilter): Promise<CrateRow[]> {
  const found: CrateRow[] = []
  for (;;) {
    const page = await crates({ ...filter, limit: PAGE, offset: found.length })
    found.push(...page.crates)
    if (page.crates.length === 0 || found.length >= page.total) return found
  }
}

/** Crates that may travel and bear no label, of every declaration. */
export async function unlabelled(): Promise<CrateRow[]> {
  const lists = await Promise.all(
    (['label', 'label_isolation'] as const).map((outcome) => allCrates({ label: 'no', outcome })),
  )
  return lists.flat()
}

export interface PendingDeclaration {
  no: string
  exhibitor: string
  country: string
  stand: string
  port: string
  crates: number
}

/** Declarations with crates to label, in the order of their numbers. */
export function byDeclaration(rows: readonly CrateRow[]): PendingDeclaration[] {
  const found = new Map<string, PendingDeclaration>()
  for (const { id, exhibitor, country, stand, port } of rows) {
    const no = declarationOf(id)
    const one = found.get(no) ?? { no, exhibitor, country, stand, port, crates: 0 }
    found.set(no, { ...one, crates: one.crates + 1 })
  }
  return [...found.values()].sort((a, b) => a.no.localeCompare(b.no))
}

export const declarationOf = (key: string): string => key.slice(0, key.indexOf('/'))
export const numberOf = (key: string): number => Number(key.slice(key.indexOf('/') + 1))

/** The release rule lets it travel under the label. */
export function mayBear(row: Pick<CrateRow, 'outcome'>): boolean {
  return row.outcome === 'label' || row.outcome === 'label_isolation'
}
