/// <reference types="vite/client" />

/** For tests, which are checked without knowing Vue files; the app itself knows them exactly. */
declare module '*.vue' {
  import type { Component } from 'vue'

  const component: Component
  export default component
}
