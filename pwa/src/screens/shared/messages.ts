/** Messages of the office: where a pressed one leads, and the language in which the worker shows them. */
import { watch } from 'vue'
import type { Router } from 'vue-router'
import { i18n } from '@/i18n/index.ts'

export function startMessages(router: Router): void {
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker.addEventListener('message', ({ data }: MessageEvent<{ go?: unknown } | null>) => {
    if (typeof data?.go === 'string') void router.push(data.go)
  })
  watch(i18n.global.locale, tell, { immediate: true })
}

/** As soon as there is a worker. */
async function tell(language: string): Promise<void> {
  const { active } = await navigator.serviceWorker.ready
  active?.postMessage({ language })
}
