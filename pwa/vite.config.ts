import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'
import { compress } from './build/compress.ts'
import { offline } from './build/offline.ts'
import { parts } from './build/parts.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const backend = process.env['GREENLANE_BACKEND'] ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [vue(), offline(), compress()],
  define: {
    // What is not used is not shipped.
    __VUE_OPTIONS_API__: false,
    __VUE_I18N_LEGACY_API__: false,
  },
  resolve: { alias: { '@': here('./src') } },
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    port: 5173,
    proxy: Object.fromEntries(['/api', '/L'].map((path) => [path, { target: backend }])),
  },
  build: {
    outDir: here('../backend/static'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0, // a data: URL would need a looser content security policy
    modulePreload: { polyfill: false }, // the polyfill is an inline-style fetch, and not needed
    sourcemap: false,
    rolldownOptions: {
      input: { index: here('./index.html'), sw: here('./src/sw/sw.ts') },
      output: {
        codeSplitting: parts,
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
})
