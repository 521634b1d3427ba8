/** The banner that asks to pass work on while the phone still can (Battery Status API, given here). */
import { afterEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, type EffectScope, type Ref } from 'vue'
import { useLowBattery } from './battery.ts'

class Battery extends EventTarget {
  listeners = 0
  level: number
  charging = false

  constructor(level: number) {
    super()
    this.level = level
  }

  override addEventListener(...[type, listener, options]: Parameters<EventTarget['addEventListener']>): void {
    this.listeners += 1
    if (typeof options === 'object') options.signal?.addEventListener('abort', () => (this.listeners -= 1))
    super.addEventListener(type, listener, options)
  }

  becomes(change: Partial<Pick<Battery, 'level' | 'charging'>>): void {
    Object.assign(this, change)
    this.dispatchEvent(new Event('level' in change ? 'levelchange' : 'chargingchange'))
  }
}

let scope: EffectScope
async function watching(navigator: object): Promise<Ref<number | null>> {
  vi.stubGlobal('navigator', navigator)
  scope = effectScope()
  const low = scope.run(useLowBattery)
  if (!low) throw new Error('no scope')
  await nextTick()
  return low
}
const phone = (battery: Battery) => ({ getBattery: () => Promise.resolve(battery) })

afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
})

test('a fifth or less is low, and what is charged is not', async () => {
  const battery = new Battery(0.21)
  const low = await watching(phone(battery))
  expect(low.value).toBeNull()
  battery.becomes({ level: 0.2 })
  expect(low.value).toBe(20)
  battery.becomes({ level: 0.074 })
  expect(low.value).toBe(7)
  battery.becomes({ charging: true })
  expect(low.value).toBeNull()
  battery.becomes({ charging: false })
  expect(low.value).toBe(7)
  battery.becomes({ level: 0.5 })
  expect(low.value).toBeNull()
})

test('a phone that starts low says so at once, with the browser as the function expects it', async () => {
  const battery = new Battery(0.15)
  const navigator = {
    getBattery(this: unknown): Promise<Battery> {
      expect(this).toBe(navigator) // a browser throws for any other
      return Promise.resolve(battery)
    },
  }
  expect((await watching(navigator)).value).toBe(15)
})

test('a screen that is left listens no more', async () => {
  const battery = new Battery(0.5)
  const low = await watching(phone(battery))
  expect(battery.listeners).toBe(2)
  scope.stop()
  expect(battery.listeners).toBe(0)
  battery.becomes({ level: 0.1 })
  expect(low.value).toBeNull()
})

test.each([
  ['does not know', {}],
  ['does not tell', { getBattery: () => Promise.reject(new DOMException('no', 'NotAllowedError')) }],
])('a browser that %s shows nothing', async (_, navigator) => {
  expect((await watching(navigator)).value).toBeNull()
})
