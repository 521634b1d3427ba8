import { createApp } from 'vue'
import App from './App.vue'
import { i18n, words } from './i18n/index.ts'
import { fetchScanner, router } from './router.ts'
import { startMessages } from './screens/shared/messages.ts'
import { startTheme } from './screens/shared/theme.ts'
import { startUpdates } from './screens/shared/update.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'

startTheme()
fetchScanner()
void words.then(() => createApp(App).use(i18n).use(router).mount('#app'))
startUpdates()
startMessages(router)
