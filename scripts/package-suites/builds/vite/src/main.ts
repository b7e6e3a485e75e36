import { greeting } from './greeting.ts'
import data from './data.json'

const app = document.querySelector<HTMLElement>('#app')
if (app !== null) {
  app.textContent = greeting(data.names)
  import('./later.ts').then(({ done }) => { done(app) }, console.error)
}
