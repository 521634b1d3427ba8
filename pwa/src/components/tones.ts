/**
 * What a colour may say, and which words of the domain it says it of.
 *
 * Shape and word carry the meaning; colour only helps, since ok, stop and info share one grey.
 */
import type { components } from '@/wire/types.gen.ts'

export type Tone = 'ok' | 'info' | 'caution' | 'stop' | 'off'

type CrateState = components['schemas']['Crate']['state']
type Verdict = components['schemas']['ScannedLabel']['verdict']
type Mark = components['schemas']['Answer3']['mark']
type Result = components['schemas']['InspectionRecorded']['result']

export const crateTone: Record<CrateState, Tone> = {
  declared: 'off',
  accepted: 'off',
  held: 'stop',
  labelled: 'info',
  port_released: 'info',
  in_transit: 'info',
  arrived: 'off',
  inspecting: 'info',
  laboratory: 'caution',
  treatment: 'caution',
  isolation: 'caution',
  released: 'ok',
  displayed: 'ok',
  rejected: 'stop',
  closed: 'off',
}

export const verdictTone: Record<Verdict, Tone> = {
  valid: 'ok',
  unpacked: 'info',
  not_listed: 'caution',
  key_unknown: 'caution',
  expired: 'caution',
  seen_elsewhere: 'caution',
  wrong_destination: 'caution',
  void: 'stop',
  replaced: 'stop',
  signature_failed: 'stop',
  not_ours: 'off',
}

export const markTone: Record<Mark, Tone> = { pass: 'ok', fail: 'stop', na: 'off' }

export const resultTone: Record<Result, Tone> = {
  release: 'ok',
  laboratory: 'caution',
  treatment: 'caution',
  isolation: 'caution',
  return: 'stop',
  destruction: 'stop',
}
