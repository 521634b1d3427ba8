/** The way back: where one came from inside the app, else a fixed place. */
import { useRouter } from 'vue-router'

export function useBack(): (otherwise: string) => void {
  const router = useRouter()
  return (otherwise) => {
    const state = history.state as { back?: unknown } | null
    if (typeof state?.back === 'string') router.back()
    else void router.replace(otherwise)
  }
}
