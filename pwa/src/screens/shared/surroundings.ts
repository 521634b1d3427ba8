/** Whether this browser can be trusted to keep what an inspector records. */

/** A browser inside another app, which throws its storage away. */
export function isInApp(agent = navigator.userAgent): boolean {
  return /MicroMessenger|QQ\/|DingTalk|AlipayClient|Weibo|FBAN|FBAV/i.test(agent)
}

/** An iPhone's browser clears what is not opened from the home screen after some days. */
export function needsHomeScreen(agent = navigator.userAgent): boolean {
  if (!/iPhone|iPad|iPod/.test(agent)) return false
  return !window.matchMedia('(display-mode: standalone)').matches
}
