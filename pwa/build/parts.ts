/**
 * In how many files the scripts come. A phone on a slow line pays for each file once more, with its
 * headers and a round trip, so that a hundred small ones take as long as half a megabyte.
 *
 * `app` is what every page begins with, `en` its words in English, `words` those of work at a crate,
 * which the desk shows as well, `scan` the scanner and `parts` the components that it needs, `field`
 * all other screens of the phone and `forms` the components that these share with the desk. The desk
 * keeps a file for each of its screens.
 */
import { fileURLToPath } from 'node:url'
import type { Rolldown } from 'vite'

/** The worker is one file: it can ask for no other. */
const IN_WORKER = /[\\/]src[\\/]sw[\\/]/
const IN_ENGLISH = /[\\/]src[\\/]i18n[\\/]en[\\/](?!office|help|desk|portkeys|process)/
const IN_WORDS = /[\\/]src[\\/]i18n[\\/]zh[\\/](field|inspect|live|objection|sampling|sign)\.ts/
const IN_PARTS = /[\\/]src[\\/](components|screens[\\/]shared)[\\/]/
const IN_SCAN = /[\\/]screens[\\/]phone[\\/](Scan|Shell)\.vue/
const IN_FIELD = /[\\/]src[\\/]screens[\\/](phone|gate)[\\/]/
const SCANNER = fileURLToPath(new URL('../src/screens/phone/Scan.vue', import.meta.url))

type ModuleInfo = (id: string) => { importedIds: readonly string[] } | null

/** All that the scanner cannot begin without. */
function ofScanner(info: ModuleInfo): ReadonlySet<string> {
  const found = new Set<string>()
  const waiting = [SCANNER]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue
    found.add(id)
    waiting.push(...(info(id)?.importedIds ?? []))
  }
  return found
}

let needed: ReadonlySet<string> | null = null

export const parts: NonNullable<Rolldown.OutputOptions['codeSplitting']> = {
  groups: [
    { name: 'app', tags: ['$initial'], test: (id) => !IN_WORKER.test(id), priority: 5 },
    { name: 'en', test: IN_ENGLISH, priority: 4 },
    { name: 'words', test: IN_WORDS, priority: 4 },
    {
      name: (id, context) => {
        needed ??= ofScanner((one) => context.getModuleInfo(one))
        return needed.has(id) ? 'parts' : null
      },
      debugName: 'parts',
      test: IN_PARTS,
      priority: 4,
    },
    { name: 'scan', test: IN_SCAN, priority: 3 },
    { name: 'forms', test: IN_PARTS, priority: 2 },
    { name: 'field', test: IN_FIELD, priority: 1 },
  ],
}
