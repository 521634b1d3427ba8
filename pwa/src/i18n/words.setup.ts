/** Tests of single modules have all words from the start. */
import { addWords } from './index.ts'

await Promise.all([addWords('office'), addWords('help')])
