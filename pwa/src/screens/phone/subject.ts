/** The crates that a registration or an order is of, in words; and the goods of the first. */
import type { Store } from '@/store/types.ts'

export interface Subject<Doc> {
  doc: Doc
  /** `210900113004201 · 1、2、3`. */
  crates: string
  latin: string | null
}

/** Null where the document is not here. */
export async function subjectOf<Doc extends { crates: string[] }>(
  store: Store,
  doc: Doc | undefined,
  sep: string,
): Promise<Subject<Doc> | null> {
  if (!doc) return null
  const first = doc.crates[0] ? await store.crate(doc.crates[0]) : null
  const declarations = [...new Set(doc.crates.map((key) => key.split('/')[0] ?? ''))]
  const crates = declarations.map((no) => {
    const own = doc.crates.filter((key) => key.startsWith(`${no}/`))
    return `${no} · ${own.map((key) => key.split('/')[1] ?? '').join(sep)}`
  })
  return { doc, crates: crates.join('\n'), latin: first?.goods.latin ?? null }
}
