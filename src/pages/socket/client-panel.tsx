import type { TargetedEvent } from 'preact'
import { useEffect, useReducer } from 'preact/hooks'
import type { ChatClient } from './chat-client.ts'
import { FrameList, TalkList } from './line-lists.tsx'

interface Props {
  id: string
  label: string
  client: ChatClient
  onLogIn(): void
  onConnect(): void
}

/** One person's side of the chat, with a button for every frame that a client can send. */
export const ClientPanel = ({ id, label, client, onLogIn, onConnect }: Props) => {
  const { user, connection, connectionText, talk, typing, frames } = useClient(client)
  const isConnected = connection === 'open' || connection === 'opening'
  return (
    <section class="client" id={id} aria-label={label}>
      <LoginForm client={client} onLogIn={onLogIn} />
      <div class="bar">
        <strong class="name">{user?.full_name ?? 'Nobody'}</strong>
        <span class="state" data-state={connection}>
          {connectionText}
        </span>
        <button
          class="connect"
          type="button"
          disabled={user === null}
          onClick={() => (isConnected ? client.disconnect() : onConnect())}
        >
          {isConnected ? 'Disconnect' : 'Connect'}
        </button>
      </div>
      <TalkList lines={talk} />
      <p class="typing" aria-live="polite">
        {typing}
      </p>
      <FrameForms client={client} />
      <div class="wire">
        <h2>Frames</h2>
        <button class="clear" type="button" onClick={() => client.set({ frames: [] })}>
          Clear
        </button>
        <FrameList lines={frames} />
      </div>
    </section>
  )
}

export const useClient = (client: ChatClient) => {
  const [, update] = useReducer((count: number) => count + 1, 0)
  useEffect(() => client.subscribe(() => update(undefined)), [client])
  return client.state
}

const LoginForm = ({ client, onLogIn }: Pick<Props, 'client' | 'onLogIn'>) => (
  <form class="login" onSubmit={onSubmit(onLogIn)}>
    <label>
      E-mail{' '}
      <input
        name="email"
        type="email"
        autocomplete="off"
        required
        value={client.state.email}
        onInput={event => client.set({ email: event.currentTarget.value })}
      />
    </label>
    <label>
      Password{' '}
      <input
        name="password"
        type="password"
        autocomplete="off"
        required
        value={client.state.password}
        onInput={event => client.set({ password: event.currentTarget.value })}
      />
    </label>
    <button type="submit">Log in</button>
  </form>
)

const FrameForms = ({ client }: Pick<Props, 'client'>) => (
  <>
    <form
      class="say"
      onSubmit={onSubmit(form => {
        client.sendMessage(fieldOf(form, 'content'))
        form.reset()
      })}
    >
      <input name="content" placeholder="Say something …" autocomplete="off" aria-label="Message" />
      <button class="primary" type="submit" data-frame="send_message">
        send_message
      </button>
    </form>
    <div class="frames">
      <button type="button" data-frame="typing" onClick={() => client.toggleTyping()}>
        typing
      </button>
      <button type="button" data-frame="read" onClick={() => client.send({ type: 'read' })}>
        read
      </button>
      <button type="button" data-frame="ping" onClick={() => client.send({ type: 'ping' })}>
        ping
      </button>
      <button type="button" data-frame="authenticate" onClick={() => client.authenticate()}>
        authenticate
      </button>
    </div>
    <details class="raw">
      <summary>Send any text as a frame</summary>
      <form onSubmit={onSubmit(form => client.sendText(fieldOf(form, 'frame')))}>
        <input name="frame" defaultValue={'{"type": "shout"}'} aria-label="Raw frame" autocomplete="off" />
        <button type="submit">Send</button>
      </form>
    </details>
  </>
)

const onSubmit = (work: (form: HTMLFormElement) => void) => (event: TargetedEvent<HTMLFormElement>) => {
  event.preventDefault()
  work(event.currentTarget)
}

const fieldOf = (form: HTMLFormElement, name: string) => String(new FormData(form).get(name) ?? '')
