/**
 * Every address of the app, and where `/` leads: an enrolled phone to the scanner, a signed-in
 * desk to its desk, anybody else to sign-in.
 */
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { deskRoutes } from './screens/desk/routes.ts'

const phone: RouteRecordRaw[] = [
  { path: '/scan', component: () => import('./screens/phone/Scan.vue'), meta: { tab: 'scan' } },
  { path: '/work', component: () => import('./screens/phone/Work.vue'), meta: { tab: 'work' } },
  { path: '/outbox', component: () => import('./screens/phone/Outbox.vue'), meta: { tab: 'outbox' } },
  { path: '/me', component: () => import('./screens/phone/Me.vue') },
  { path: '/enrol', component: () => import('./screens/phone/Enrol.vue') },
  {
    path: '/crates/:declaration/:n(\\d+)',
    component: () => import('./screens/phone/Crate.vue'),
    props: true,
  },
  {
    path: '/inspect/:declaration/:n(\\d+)',
    component: () => import('./screens/phone/Inspect.vue'),
    props: true,
  },
]

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/scan' },
    { path: '/sign-in', component: () => import('./screens/shared/SignIn.vue') },
    ...phone,
    ...deskRoutes,
    { path: '/:rest(.*)*', component: () => import('./screens/shared/NotFound.vue') },
  ],
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
})
