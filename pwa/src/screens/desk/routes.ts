/** The desk's addresses, and who may open each. A role does not see what it may not do. */
import { withWords } from '@/i18n/index.ts'
import type { Role } from '@/wire/types.ts'
import type { RouteRecordRaw } from 'vue-router'

declare module 'vue-router' {
  interface RouteMeta {
    /** Any one of these opens it; without it, whoever is signed in. */
    roles?: readonly Role[]
  }
}

const screens: RouteRecordRaw[] = [
  { path: 'crates', component: () => import('./Crates.vue') },
  {
    path: 'crates/:declaration(\\d{15})/:n(\\d+)',
    component: () => import('./Crate.vue'),
    props: true,
  },
  {
    path: 'record-sheets',
    component: () => import('./RecordSheets.vue'),
    meta: { roles: ['inspector', 'supervisor', 'administrator'] },
  },
  {
    path: 'record-sheets/:no(JL\\d{4}-\\d{5})',
    component: () => import('./SheetEntry.vue'),
    props: true,
    meta: { roles: ['inspector', 'supervisor'] },
  },
  { path: 'gate', component: () => import('./Gate.vue'), meta: { roles: ['inspector', 'port'] } },
  { path: 'queue', component: () => import('./Queue.vue'), meta: { roles: ['supervisor'] } },
  { path: 'process', component: () => import('./Process.vue') },
  { path: 'doubts', component: () => import('./Doubts.vue'), meta: { roles: ['supervisor'] } },
  {
    path: 'import',
    component: () => import('./Import.vue'),
    meta: { roles: ['port', 'administrator'] },
  },
  { path: 'labels', component: () => import('./Labels.vue'), meta: { roles: ['port'] } },
  {
    path: 'labels/offline',
    component: () => import('./Offline.vue'),
    meta: { roles: ['port', 'administrator'] },
  },
  { path: 'keys', component: () => import('./Keys.vue'), meta: { roles: ['administrator'] } },
  { path: 'lists', component: () => import('./PestList.vue'), meta: { roles: ['administrator'] } },
  {
    path: 'lists/checklists',
    component: () => import('./checklists/Checklists.vue'),
    meta: { roles: ['administrator'] },
  },
  {
    path: 'lists/checklists/:id([a-z_]+)',
    component: () => import('./checklists/Checklist.vue'),
    props: true,
    meta: { roles: ['administrator'] },
  },
  {
    path: 'people',
    component: () => import('./People.vue'),
    meta: { roles: ['administrator', 'supervisor'] },
  },
  {
    path: 'audit',
    component: () => import('./Audit.vue'),
    meta: { roles: ['administrator', 'supervisor'] },
  },
  {
    path: 'disputes',
    component: () => import('./Disputes.vue'),
    meta: { roles: ['administrator', 'supervisor'] },
  },
  {
    path: 'unsent',
    component: () => import('./Unsent.vue'),
    meta: { roles: ['administrator', 'supervisor'] },
  },
]

export const deskRoutes: RouteRecordRaw[] = [
  { path: '/desk', component: withWords('office', () => import('./Shell.vue')), children: screens },
]
