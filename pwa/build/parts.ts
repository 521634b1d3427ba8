/**
 * In how many files the scripts come. A phone on a slow line pays for each file once more, with its
 * headers and a round trip, so that a hundred small ones take as long as half a megabyte.
 *
 * `app` is what every page begins with, `en` its words in English, `parts` what its screens are made of, `scan` the scanner,
 * `field` all other screens of the phone. The desk keeps a file for each of its screens.
 */
import type { Rolldown } from 'vite'

const IN_PARTS = /[\\/]src[\\/](components|screens[\\/]shared)[\\/]/
const IN_ENGLISH = /[\\/]src[\\/]i18n[\\/]en[\\/](?!office|help|desk|portkeys|process)/
const IN_SCAN = /[\\/]screens[\\/]phone[\\/](Scan|Shell)\.vue/
const IN_FIELD = /[\\/]src[\\/]screens[\\/](phone|gate)[\\/]/

export const parts: NonNullable<Rolldown.OutputOptions['codeSplitting']> = {
  groups: [
    { name: 'app', tags: ['$initial'], test: (id) => !/[\\/]sw\.ts$/.test(id), priority: 4 },
    { name: 'en', test: IN_ENGLISH, priority: 3 },
    { name: 'parts', test: IN_PARTS, priority: 3 },
    { name: 'scan', test: IN_SCAN, priority: 2 },
    { name: 'field', test: IN_FIELD, priority: 1 },
  ],
}
