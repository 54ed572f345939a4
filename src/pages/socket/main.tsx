import { render } from 'preact'
import { App } from './app.tsx'
import { ChatClient } from './chat-client.ts'

const root = document.querySelector('main')
if (root) render(<App left={new ChatClient()} right={new ChatClient()} />, root)
