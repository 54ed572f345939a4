import { useMutation } from '@tanstack/react-query'
import { api } from './api'

export const LoginForm = ({ onLogin }: { onLogin: () => void }) => {
  const login = useMutation({
    mutationFn: (form: FormData) =>
      api.login({ email: String(form.get('email')), password: String(form.get('password')) }),
    onSuccess: onLogin,
  })
  return (
    <form action={form => login.mutate(form)}>
      <h1>Log in</h1>
      <label>
        E-mail <input name="email" type="email" required />
      </label>
      <label>
        Password <input name="password" type="password" required />
      </label>
      {login.error && <p role="alert">{login.error.message}</p>}
      <button type="submit">Log in</button>
    </form>
  )
}
