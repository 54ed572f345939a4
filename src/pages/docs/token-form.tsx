interface TokenFormProps {
  onToken(token: string): void
}

export const TokenForm = ({ onToken }: TokenFormProps) => (
  <form
    onSubmit={event => {
      event.preventDefault()
      onToken(String(new FormData(event.currentTarget).get('token')))
    }}
  >
    <h3>Or with an access token</h3>
    <label for="token">Access token</label>
    <input id="token" name="token" autocomplete="off" autocapitalize="none" spellcheck={false} required />
    <div class="buttons">
      <button type="submit">Use token</button>
    </div>
  </form>
)
