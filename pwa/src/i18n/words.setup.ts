/** Tests of single modules have all words from the start. */
import { addEnglish, addWords } from './index.ts'

await Promise.all([addEnglish(), addWords('office'), addWords('help')])
