/** The desk's screens, under /desk. */
import type { RouteRecordRaw } from 'vue-router'

export const deskRoutes: RouteRecordRaw[] = []
