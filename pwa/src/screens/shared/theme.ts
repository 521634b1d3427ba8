/** Light, dark or outdoors, remembered on this device; `auto` follows the phone's own setting. */
import { readonly, ref } from 'vue'

export const THEMES = ['auto', 'light', 'dark', 'outdoors'] as const
export type Theme = (typeof THEMES)[number]

const STORED_AS = 'greenlane.theme'
const BAR: Record<Exclude<Theme, 'auto'>, string> = {
  light: '#FFFFFF',
  dark: '#0B100F',
  outdoors: '#FFFFFF',
}

const dark = window.matchMedia('(prefers-color-scheme: dark)')
const chosen = ref<Theme>(remembered())

function remembered(): Theme {
  const stored = localStorage.getItem(STORED_AS)
  return THEMES.find((theme) => theme === stored) ?? 'auto'
}

function effective(): Exclude<Theme, 'auto'> {
  if (chosen.value !== 'auto') return chosen.value
  return dark.matches ? 'dark' : 'light'
}

function apply(): void {
  const theme = effective()
  document.documentElement.dataset['theme'] = theme
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
    meta.setAttribute('content', BAR[theme])
  }
}

/** Apply what was chosen before, and keep following the phone. Call once, before the first paint. */
export function startTheme(): void {
  apply()
  dark.addEventListener('change', apply)
}

export function useTheme() {
  function setTheme(theme: Theme): void {
    chosen.value = theme
    localStorage.setItem(STORED_AS, theme)
    apply()
  }
  return { theme: readonly(chosen), setTheme }
}
