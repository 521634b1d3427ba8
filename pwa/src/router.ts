/**
 * Every address of the app, who may open it, and where `/` leads: an enrolled phone to the scanner,
 * a signed-in desk to its desk, anybody else to sign-in.
 */
import { createRouter, createWebHistory, type RouteLocation, type RouteRecordRaw } from 'vue-router'
import { withWords } from './i18n/index.ts'
import { deskRoutes } from './screens/desk/routes.ts'
import { core } from './screens/shared/core.ts'
import { refreshSession } from './screens/shared/session.ts'
import type { Me } from './store/types.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** Only on an enrolled phone that is not signed out. */
    phone?: true
    /** Which of the places at the thumb this is. */
    tab?: 'scan' | 'work' | 'outbox'
  }
}

const scanner = () => import('./screens/phone/Scan.vue')

/** A screen with the words of work at a crate, which the scanner does without. */
const atWork = <T>(screen: () => Promise<T>): (() => Promise<T>) => withWords('field', screen)

const phone: RouteRecordRaw[] = [
  { path: '/scan', component: scanner, meta: { tab: 'scan' } },
  { path: '/verdict', component: atWork(() => import('./screens/phone/Verdict.vue')), meta: { tab: 'scan' } },
  { path: '/gate', component: atWork(() => import('./screens/phone/Gate.vue')) },
  { path: '/work', component: atWork(() => import('./screens/phone/Work.vue')), meta: { tab: 'work' } },
  { path: '/outbox', component: atWork(() => import('./screens/phone/Outbox.vue')), meta: { tab: 'outbox' } },
  { path: '/cosign', component: atWork(() => import('./screens/phone/Cosign.vue')) },
  {
    path: '/isolations/:registration',
    component: atWork(() => import('./screens/phone/Visit.vue')),
    props: true,
  },
  {
    path: '/treatments/:order',
    component: atWork(() => import('./screens/phone/Check.vue')),
    props: true,
  },
  { path: '/give', component: atWork(() => import('./screens/phone/Give.vue')) },
  { path: '/receive', component: atWork(() => import('./screens/phone/Receive.vue')) },
  { path: '/told/:id', component: atWork(() => import('./screens/phone/Told.vue')), props: true },
  { path: '/me', component: atWork(() => import('./screens/phone/Me.vue')) },
  {
    path: '/crates/:declaration(\\d{15})/:n(\\d+)',
    component: atWork(() => import('./screens/phone/Crate.vue')),
    props: true,
  },
  {
    path: '/inspect/:declaration(\\d{15})/:n(\\d+)',
    component: atWork(() => import('./screens/phone/Inspect.vue')),
    props: true,
  },
]

/** Left behind by a phone, so that its next start need not wait for the database to know one. */
const PHONE = 'greenlane.phone'

/** Who this phone is; null on a desk, and in a browser that has no storage to offer. */
async function owner(): Promise<Me | null> {
  try {
    const me = await (await core()).store.me()
    if (me) localStorage.setItem(PHONE, '1')
    return me
  } catch {
    return null // sign-in says what is wrong with this browser
  }
}

/** A phone opens with its scanner: that is fetched while the database says whose phone it is. */
export function fetchScanner(): void {
  const opens = ['/', '/scan'].includes(location.pathname)
  if (opens && localStorage.getItem(PHONE)) scanner().catch(() => undefined)
}

async function landing(): Promise<string> {
  const me = await owner()
  if (me && !me.hidden) return '/scan'
  const signedIn = await refreshSession().catch(() => null) // no network: then sign-in it is
  return signedIn ? '/desk' : '/sign-in'
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: () => import('./screens/shared/NotFound.vue'), beforeEnter: landing },
    { path: '/sign-in', component: () => import('./screens/shared/SignIn.vue') },
    { path: '/enrol', component: () => import('./screens/phone/Enrol.vue') },
    { path: '/help/:page?', component: withWords('help', () => import('./screens/help/Help.vue')), props: true },
    { path: '/practice', component: withWords('help', () => import('./screens/help/Practice.vue')) },
    ...phone.map((route) => ({ ...route, meta: { ...route.meta, phone: true as const } })),
    ...deskRoutes,
    { path: '/:rest(.*)*', component: () => import('./screens/shared/NotFound.vue') },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})

router.beforeEach(async (to: RouteLocation) => {
  if (!to.meta.phone) return true
  const me = await owner()
  return me && !me.hidden ? true : { path: '/sign-in', query: { to: to.fullPath } }
})
